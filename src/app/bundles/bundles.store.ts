import { computed, inject, Service, signal } from '@angular/core';
import type { Run } from '../../../server/contracts/export-center/run.ts';
import { ConsoleSessionStore } from '../session/console-session.store.ts';
import { plural } from '../shared/util/quantities.ts';
import { onBundleChanges } from './bundle-changes.ts';
import { BundlesClient } from './bundles.client.ts';
import type { NamedHold } from './named-hold.ts';

/** What the URL of the page says. */
export interface BundlesFilter {
  readonly search: string | undefined;
  readonly cursor: string | undefined;
}

/** One row: the run that has the bundle, and what holds it; `holds` undefined where that is not known. */
export interface BundleRow {
  readonly run: Run;
  readonly bundle: NonNullable<Run['bundle']>;
  readonly holds: readonly NamedHold[] | undefined;
  readonly downloadUrl: string;
}

/** The bundles that are kept, a page of them, each with its holds. */
@Service({ autoProvided: false })
export class BundlesStore {
  readonly #client = inject(BundlesClient);
  readonly #session = inject(ConsoleSessionStore);
  /** Undefined until the page has read its URL. */
  readonly #filter = signal<BundlesFilter | undefined>(undefined);
  readonly #background = signal(false);
  readonly #mayReadHolds = computed(() => this.#session.has('evidence:read'));

  readonly page = this.#client.list(() => {
    const filter = this.#filter();
    return filter && queryOf(filter);
  }, this.#background);
  /** Equal while they name the same runs, so that a page that was only renewed does not ask for its holds twice. */
  readonly #runIds = computed(() => (this.page.value()?.items ?? []).map(({ runId }) => runId), {
    equal: (one, other) => one.join() === other.join(),
  });
  /** A read of its own: bundles are listed while the locker does not answer. */
  readonly registered = this.#client.registered(() => (this.#mayReadHolds() ? this.#runIds() : []), this.#background);

  readonly rows = computed((): readonly BundleRow[] => {
    const holds = new Map(this.registered.value()?.items.map(({ source, heldBy }) => [source.runId, heldBy]));
    const tenant = this.#session.tenantId() ?? '';
    return (this.page.value()?.items ?? []).flatMap((run) => {
      if (run.bundle === null) return [];
      const downloadUrl = this.#client.downloadUrl(tenant, run.runId);
      return [{ run, bundle: run.bundle, holds: holds.get(run.runId), downloadUrl }];
    });
  });

  /** The page's line of state. */
  readonly summary = computed(() => {
    const total = this.page.value()?.total;
    if (total === undefined) return '';
    const held = this.rows().filter(({ holds }) => holds?.length).length;
    const counted = plural(total, { one: '# bundle', other: '# bundles' });
    if (held === 0) return plural(total, { one: '# bundle is kept', other: '# bundles are kept' });
    return plural(held, { one: `${counted}, # held on this page`, other: `${counted}, # held on this page` });
  });

  constructor() {
    onBundleChanges(() => this.#renewInBackground());
  }

  show(filter: BundlesFilter): void {
    this.#background.set(false);
    this.#filter.set(filter);
  }

  #renewInBackground(): void {
    this.#background.set(true);
    this.page.reload();
    this.registered.reload();
  }
}

function queryOf({ search, cursor }: BundlesFilter): Record<string, string> {
  return { limit: '50', ...(search !== undefined && { search }), ...(cursor !== undefined && { cursor }) };
}
