import { computed, inject, linkedSignal, Service, signal } from '@angular/core';
import type { AuditLine } from '../../../../server/contracts/bff/audit.ts';
import type { Page } from '../../../../server/contracts/lists.ts';
import { ConsoleSessionStore } from '../../session/console-session.store.ts';
import { Notices } from '../../shared/ui/notices/notices.ts';
import { Clock } from '../../shared/util/clock.ts';
import { DisplayZone } from '../../shared/util/display-zone.ts';
import { toPageError } from '../../shared/util/page-error.ts';
import { plural } from '../../shared/util/quantities.ts';
import { minuteTime } from '../../shared/util/times.ts';
import { type AuditFilter, type AuditRequest, isFiltered, requestOf } from './audit-filter.ts';
import { AuditClient } from './audit.client.ts';

/** The lines shown: the newest, and those that the person asked for after them. */
interface Shown {
  readonly lines: readonly AuditLine[];
  readonly nextCursor: string | null;
}

/** The audit trail as the URL filters it, newest first. */
@Service({ autoProvided: false })
export class AuditStore {
  readonly #client = inject(AuditClient);
  readonly #session = inject(ConsoleSessionStore);
  readonly #notices = inject(Notices);
  readonly #clock = inject(Clock);
  readonly #zone = inject(DisplayZone).choice;

  readonly #filter = signal<AuditFilter>({});
  /** Undefined until the page has read its URL. A range reaches back from the moment when it was asked for. */
  readonly #request = signal<AuditRequest | undefined>(undefined);
  readonly #readingMore = signal(false);

  readonly mayRead = computed(() => this.#session.has('ui.audit'));
  readonly request = computed(() => (this.mayRead() ? this.#request() : undefined));
  readonly newest = this.#client.newest(this.request);

  readonly #shown = linkedSignal<Page<AuditLine> | undefined, Shown>({
    source: this.newest.value,
    computation: (page) => ({ lines: page?.items ?? [], nextCursor: page?.nextCursor ?? null }),
  });

  readonly lines = computed(() => this.#shown().lines);
  readonly hasMore = computed(() => this.#shown().nextCursor !== null);
  readonly readingMore = this.#readingMore.asReadonly();
  readonly total = computed(() => this.newest.value()?.total ?? 0);
  /** Of the person filtered for, where a line of theirs is shown. */
  readonly personName = computed(() => {
    const { subject } = this.#filter();
    return this.lines().find((line) => line.subject === subject)?.displayName ?? subject;
  });

  /** The page's line of state. Names a time rather than an age, because it is read out whenever it changes. */
  readonly summary = computed(() => {
    const page = this.newest.value();
    const [line] = page?.items ?? [];
    if (page === undefined || line === undefined) return '';
    const at = minuteTime(Date.parse(line.at), this.#zone());
    return isFiltered(this.#filter())
      ? plural(page.total, { one: `# line matches, of ${at}`, other: `# lines match, the newest of ${at}` })
      : plural(page.total, { one: `# line, of ${at}`, other: `# lines, the newest of ${at}` });
  });

  show(filter: AuditFilter): void {
    this.#filter.set(filter);
    this.#request.set(requestOf(filter, this.#clock.now()));
  }

  /** Reads the newest lines again. */
  renew(): void {
    this.#request.set(requestOf(this.#filter(), this.#clock.now()));
    this.newest.reload();
  }

  async showMore(): Promise<void> {
    const [tenant, request, { nextCursor }] = [this.#session.tenantId(), this.request(), this.#shown()];
    if (tenant === undefined || request === undefined || nextCursor === null || this.#readingMore()) return;
    this.#readingMore.set(true);
    try {
      const page = await this.#client.page(tenant, request, { cursor: nextCursor });
      // Where the list was read anew meanwhile, these are the continuation of another one.
      if (this.#shown().nextCursor !== nextCursor) return;
      this.#shown.update(({ lines }) => ({ lines: [...lines, ...page.items], nextCursor: page.nextCursor }));
    } catch (cause) {
      this.#notices.failed('The next lines could not be loaded', toPageError(cause));
    } finally {
      this.#readingMore.set(false);
    }
  }
}
