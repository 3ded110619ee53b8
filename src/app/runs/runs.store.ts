import { computed, DestroyRef, effect, inject, linkedSignal, Service, signal, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { auditTime, Subject } from 'rxjs';
import type { Run } from '../../../server/contracts/export-center/run.ts';
import type { Page } from '../../../server/contracts/lists.ts';
import { SelectedTenant } from '../session/selected-tenant.ts';
import { DisplayZone } from '../shared/util/display-zone.ts';
import type { StreamEvent } from '../shared/util/event-stream/stream.ts';
import { plural } from '../shared/util/quantities.ts';
import { REFRESH_PACE } from '../shared/util/refresh-pace.ts';
import { minuteTime } from '../shared/util/times.ts';
import { endingEvents, isLater, type LiveRun, liveRunOf, withLive } from './live-run.ts';
import { RunsClient } from './runs.client.ts';
import { chipsOf, queryOf, type RunsFilter } from './runs-filter.ts';

/** A page as it was read; `background`: an event asked for it, not the person. */
interface ReadPage {
  readonly page: Page<Run> | undefined;
  readonly background: boolean;
}

/**
 * The list of runs: a page from the server, kept up to date by the events of the tenant without moving a row. A read that
 * an event asked for renews the rows shown; what it has besides is counted, and shown when the person asks.
 */
@Service({ autoProvided: false })
export class RunsStore {
  readonly #client = inject(RunsClient);
  readonly #tenant = inject(SelectedTenant).id;
  readonly #zone = inject(DisplayZone).choice;

  /** Undefined until the page has read its URL. */
  readonly #filter = signal<RunsFilter | undefined>(undefined);
  readonly #background = signal(false);
  readonly #live = signal<ReadonlyMap<string, LiveRun>>(new Map());
  readonly #renewals = new Subject<void>();

  readonly page = this.#client.list(() => {
    const filter = this.#filter();
    return filter && queryOf(filter);
  }, this.#background);
  /** The oldest run that failed, and how many did. */
  readonly #needingAction = this.#client.oldestFailed();

  readonly #shown = linkedSignal<ReadPage, readonly Run[]>({
    source: () => ({ page: this.page.value(), background: this.#background() }),
    computation: ({ page, background }, previous) => {
      const items = page?.items ?? [];
      if (!background || previous === undefined || previous.value.length === 0 || page === undefined) return items;
      const read = new Map(items.map((run) => [run.runId, run]));
      return previous.value.map((run) => read.get(run.runId) ?? run);
    },
  });

  /** The rows, each as its latest event says. */
  readonly runs = computed(() => this.#shown().map((run) => withLive(run, this.#live().get(run.runId))));
  /** Runs that match the filter and are not among the rows yet. */
  readonly newRuns = computed(() => {
    const shown = new Set(this.#shown().map(({ runId }) => runId));
    return this.page.value()?.items.filter(({ runId }) => !shown.has(runId)).length ?? 0;
  });
  readonly filters = computed(() => {
    const filter = this.#filter() ?? {};
    const named = this.#shown().find(({ profileId }) => profileId === filter.profileId);
    return chipsOf(filter, named?.profileName, this.#zone());
  });
  /** The page's line of state. Names a time rather than an age, because it is read out whenever it changes. */
  readonly summary = computed(() => {
    const failed = this.#needingAction.value();
    const [oldest] = failed?.items ?? [];
    if (failed === undefined) return '';
    if (oldest === undefined) return 'Nothing needs action';
    const since = minuteTime(Date.parse(oldest.finishedAt ?? oldest.createdAt), this.#zone());
    return plural(failed.total, {
      one: `# run needs action, since ${since}`,
      other: `# runs need action, the oldest since ${since}`,
    });
  });

  constructor() {
    const destroyed = inject(DestroyRef);
    // Signals are lazy: without this, rows that nobody has looked at yet could not be kept in their places.
    effect(() => void this.#shown());
    this.#renewals
      .pipe(auditTime(inject(REFRESH_PACE)), takeUntilDestroyed())
      .subscribe(() => this.#renewInBackground());
    effect((onCleanup) => {
      const tenant = this.#tenant();
      this.#live.set(new Map());
      if (tenant === undefined) return;
      const events = this.#client.events(tenant).pipe(takeUntilDestroyed(destroyed));
      const subscription = events.subscribe((event) => this.#follow(event));
      onCleanup(() => subscription.unsubscribe());
    });
  }

  show(filter: RunsFilter): void {
    this.#background.set(false);
    this.#filter.set(filter);
  }

  /** Reads the page again because the person asked for it. */
  renew(): void {
    this.#background.set(false);
    this.page.reload();
  }

  #follow({ type, data }: StreamEvent): void {
    if (type === 'reset' || type === 'run.created' || endingEvents.has(type)) this.#renewals.next();
    const run = liveRunOf(data);
    if (run === undefined) return;
    const known = untracked(this.#live).get(run.runId);
    if (known !== undefined && !isLater(run, known)) return;
    this.#live.update((live) => new Map(live).set(run.runId, run));
  }

  #renewInBackground(): void {
    this.#background.set(true);
    this.page.reload();
    this.#needingAction.reload();
  }
}
