import { computed, inject, Service, signal, untracked } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { auditTime, switchMap } from 'rxjs';
import { ConsoleSessionStore } from '../session/console-session.store.ts';
import { Notices } from '../shared/ui/notices/notices.ts';
import { Clock } from '../shared/util/clock.ts';
import { toPageError } from '../shared/util/page-error.ts';
import { REFRESH_PACE } from '../shared/util/refresh-pace.ts';
import { healthOf } from './health.ts';
import { type AskedOverview, OverviewClient } from './overview.client.ts';
import { type OverviewRange, overviewRangeOf, spanOf } from './overview-range.ts';
import { throughputOf } from './throughput.ts';

/** The numbers of a range up to now, renewed by the events of the tenant. */
@Service({ autoProvided: false })
export class OverviewStore {
  readonly #client = inject(OverviewClient);
  readonly #session = inject(ConsoleSessionStore);
  readonly #now = inject(Clock).now;
  readonly #pace = inject(REFRESH_PACE);
  readonly #notices = inject(Notices);
  readonly #importing = signal(false);
  /** Undefined until the page has read its URL. */
  readonly #asked = signal<AskedOverview | undefined>(undefined);
  readonly #watchedForHolds = computed(() =>
    this.#session.has('evidence:read') ? this.#session.tenantId() : undefined,
  );

  readonly range = computed(() => this.#asked()?.range ?? overviewRangeOf(undefined));
  readonly statistics = this.#client.statistics(this.#asked);
  readonly sources = this.#client.sources();
  /** An import is being asked for. */
  readonly importing = this.#importing.asReadonly();
  /** Not asked for where the person may not read holds. */
  readonly activeHolds = this.#client.activeHolds(() => this.#watchedForHolds() !== undefined);
  readonly mayReadHolds = computed(() => this.#watchedForHolds() !== undefined);

  readonly health = computed(() => {
    const statistics = this.statistics.value();
    return statistics && healthOf(statistics, this.range());
  });
  readonly throughput = computed(() => {
    const statistics = this.statistics.value();
    return statistics && throughputOf(statistics);
  });

  constructor() {
    toObservable(this.#session.tenantId)
      .pipe(
        switchMap((tenant) => this.#client.runChanges(tenant)),
        auditTime(this.#pace),
        takeUntilDestroyed(),
      )
      .subscribe(() => this.#asked.set(this.#upToNow(this.range(), true)));
    toObservable(this.#session.tenantId)
      .pipe(
        switchMap((tenant) => this.#client.evidenceChanges(tenant)),
        auditTime(this.#pace),
        takeUntilDestroyed(),
      )
      .subscribe(() => this.sources.reload());
    toObservable(this.#watchedForHolds)
      .pipe(
        switchMap((tenant) => this.#client.holdChanges(tenant)),
        auditTime(this.#pace),
        takeUntilDestroyed(),
      )
      .subscribe(() => this.activeHolds.reload());
  }

  /** The report comes by an event when the import has ended. */
  async import(): Promise<void> {
    this.#importing.set(true);
    try {
      if ((await this.#client.import()) !== undefined) this.#notices.succeeded('The import has been asked for');
    } catch (cause) {
      this.#notices.failed('The import could not be asked for', toPageError(cause));
    } finally {
      this.#importing.set(false);
    }
  }

  show(range: OverviewRange): void {
    this.#asked.set(this.#upToNow(range, false));
  }

  #upToNow(range: OverviewRange, background: boolean): AskedOverview {
    return { range, span: spanOf(range, untracked(this.#now)), background };
  }
}
