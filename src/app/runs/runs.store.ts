import { computed, DestroyRef, effect, inject, Service, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { Run } from '../../../server/contracts/export-center/run.ts';
import { SelectedTenant } from '../session/selected-tenant.ts';
import type { StreamEvent } from '../shared/util/event-stream/stream.ts';
import { formatCount, plural } from '../shared/util/quantities.ts';
import { endingEvents, type LiveRun, liveRunOf } from './live-run.ts';
import { RunsClient } from './runs.client.ts';
import { runsViewOf } from './runs-views.ts';

/** What the URL of the page says. */
export interface RunsFilter {
  readonly view: string | undefined;
  readonly profileId: string | undefined;
  readonly errorCode: string | undefined;
  readonly search: string | undefined;
  readonly cursor: string | undefined;
}

/** The list of runs: a page from the server, kept up to date by the events of the tenant without moving a row. */
@Service({ autoProvided: false })
export class RunsStore {
  readonly #client = inject(RunsClient);
  readonly #tenant = inject(SelectedTenant).id;
  readonly #filter = signal<RunsFilter>({
    view: undefined,
    profileId: undefined,
    errorCode: undefined,
    search: undefined,
    cursor: undefined,
  });
  readonly #live = signal<ReadonlyMap<string, LiveRun>>(new Map());
  readonly #created = signal<ReadonlySet<string>>(new Set());
  readonly #refreshing = signal(false);

  readonly filter = this.#filter.asReadonly();
  readonly page = this.#client.list(
    () => queryOf(this.#filter()),
    () => this.#refreshing(),
  );
  /** The rows of the page, each as its latest event says. */
  readonly runs = computed(() =>
    (this.page.value()?.items ?? []).map((run) => merged(run, this.#live().get(run.runId))),
  );
  /** Runs created since the page was read: told, never pushed in under the pointer. */
  readonly newRuns = computed(() => {
    const shown = new Set(this.page.value()?.items.map(({ runId }) => runId));
    return [...this.#created()].filter((runId) => !shown.has(runId)).length;
  });
  readonly filters = computed(() => activeFilters(this.#filter()));
  readonly summary = computed(() => {
    const page = this.page.value();
    if (page === undefined) return '';
    const counted = plural(page.total, { one: '# run', other: '# runs' });
    const active = this.runs().filter(({ status }) => status === 'running' || status === 'pending').length;
    return active === 0 ? counted : `${counted}, ${formatCount(active)} active on this page`;
  });

  constructor() {
    const destroyed = inject(DestroyRef);
    effect((onCleanup) => {
      const tenant = this.#tenant();
      this.#live.set(new Map());
      this.#created.set(new Set());
      if (tenant === undefined) return;
      const events = this.#client.events(tenant).pipe(takeUntilDestroyed(destroyed));
      const subscription = events.subscribe((event) => this.#follow(event));
      onCleanup(() => subscription.unsubscribe());
    });
  }

  show(filter: RunsFilter): void {
    this.#refreshing.set(false);
    this.#filter.set(filter);
  }

  /** Reads the page again because the person asked for it. */
  renew(): void {
    this.#refreshing.set(false);
    this.#created.set(new Set());
    this.page.reload();
  }

  #follow({ type, data }: StreamEvent): void {
    if (type === 'reset') this.#renewInBackground();
    const run = liveRunOf(data);
    if (run === undefined) return;
    this.#live.update((live) => new Map(live).set(run.runId, run));
    if (type === 'run.created') this.#created.update((created) => new Set(created).add(run.runId));
    if (endingEvents.has(type) && this.#shows(run.runId)) this.#renewInBackground();
  }

  #shows(runId: string): boolean {
    return this.page.value()?.items.some((run) => run.runId === runId) ?? false;
  }

  #renewInBackground(): void {
    this.#refreshing.set(true);
    this.page.reload();
  }
}

function queryOf({
  view,
  profileId,
  errorCode,
  search,
  cursor,
}: RunsFilter): Record<string, string | readonly string[]> {
  const { statuses } = runsViewOf(view);
  return {
    limit: '50',
    ...(statuses.length > 0 && { status: statuses }),
    ...(profileId !== undefined && { profileId }),
    ...(errorCode !== undefined && { errorCode }),
    ...(search !== undefined && { search }),
    ...(cursor !== undefined && { cursor }),
  };
}

/** A filter as a chip: its name in the URL, and what it shows. */
export interface FilterChip {
  readonly label: string;
  /** Query parameters of the same page without it. */
  readonly without: Readonly<Record<string, null>>;
}

function activeFilters({ profileId, errorCode, search }: RunsFilter): FilterChip[] {
  const chips: (FilterChip | undefined)[] = [
    profileId === undefined ? undefined : { label: `Profile ${profileId}`, without: { profileId: null, cursor: null } },
    errorCode === undefined ? undefined : { label: `Error ${errorCode}`, without: { errorCode: null, cursor: null } },
    search === undefined ? undefined : { label: `“${search}”`, without: { search: null, cursor: null } },
  ];
  return chips.filter((chip) => chip !== undefined);
}

function merged(run: Run, live: LiveRun | undefined): Run {
  // A row that was read after its latest event is newer than the event.
  if (live === undefined || (run.finishedAt !== null && live.status === 'running')) return run;
  return { ...run, ...live };
}
