import { computed, effect, inject, Service, signal } from '@angular/core';
import { SelectedTenant } from '../session/selected-tenant.ts';
import { Clock } from '../shared/util/clock.ts';
import type { StreamEvent } from '../shared/util/event-stream/stream.ts';
import { plural } from '../shared/util/quantities.ts';
import { isOverdue } from './hold-words.ts';
import { holdIdOf } from './hold-event.ts';
import { type HoldsQuery, HoldsClient } from './holds.client.ts';
import { holdsViewOf } from './holds-views.ts';

/** What the URL of the page says. */
export interface HoldsFilter {
  readonly view: string | undefined;
  readonly sort: string | undefined;
  readonly search: string | undefined;
  readonly cursor: string | undefined;
}

/** The list of holds: a page from the server; rows on it follow the events of the tenant, others are told of. */
@Service({ autoProvided: false })
export class HoldsStore {
  readonly #client = inject(HoldsClient);
  readonly #clock = inject(Clock);
  /** Undefined until the page has read its URL: nothing is asked before. */
  readonly #filter = signal<HoldsFilter | undefined>(undefined, { equal: sameFilter });
  readonly #refreshing = signal(false);
  readonly #changedElsewhere = signal<ReadonlySet<string>>(new Set());

  readonly page = this.#client.list(() => {
    const filter = this.#filter();
    return filter && queryOf(filter);
  }, this.#refreshing);
  /** Holds that were placed or changed and are not among the rows. */
  readonly news = computed(() => {
    const shown = new Set(this.page.value()?.items.map(({ holdId }) => holdId));
    return [...this.#changedElsewhere()].filter((holdId) => !shown.has(holdId)).length;
  });
  readonly summary = computed(() => {
    const page = this.page.value();
    if (page === undefined) return '';
    const counted = plural(page.total, { one: '# hold', other: '# holds' });
    const overdue = page.items.filter((hold) => isOverdue(hold, this.#clock.now())).length;
    if (overdue === 0) return counted;
    return plural(overdue, { one: `${counted}, # overdue for review`, other: `${counted}, # overdue for review` });
  });

  constructor() {
    const tenant = inject(SelectedTenant).id;
    effect((onCleanup) => {
      const selected = tenant();
      this.#changedElsewhere.set(new Set());
      if (selected === undefined) return;
      const subscription = this.#client.events(selected).subscribe((event) => this.#follow(event));
      onCleanup(() => subscription.unsubscribe());
    });
  }

  show(filter: HoldsFilter): void {
    this.#refreshing.set(false);
    this.#filter.set(filter);
  }

  /** Reads the page again because the person asked for it. */
  renew(): void {
    this.#refreshing.set(false);
    this.#changedElsewhere.set(new Set());
    this.page.reload();
  }

  #follow(event: StreamEvent): void {
    if (event.type === 'reset') this.#renewInBackground();
    const holdId = holdIdOf(event);
    if (holdId === undefined) return;
    const isShown = this.page.value()?.items.some((hold) => hold.holdId === holdId) ?? false;
    if (isShown) this.#renewInBackground();
    else this.#changedElsewhere.update((changed) => new Set(changed).add(holdId));
  }

  #renewInBackground(): void {
    this.#refreshing.set(true);
    this.page.reload();
  }
}

function sameFilter(left: HoldsFilter | undefined, right: HoldsFilter | undefined): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

const sorts = ['createdAt', '-createdAt', 'reviewAt', '-reviewAt'];

function queryOf({ view, sort, search, cursor }: HoldsFilter): HoldsQuery {
  const { states } = holdsViewOf(view);
  return {
    limit: '50',
    sort: sorts.find((known) => known === sort) ?? '-createdAt',
    ...(states.length > 0 && { state: states }),
    ...(search !== undefined && { search }),
    ...(cursor !== undefined && { cursor }),
  };
}
