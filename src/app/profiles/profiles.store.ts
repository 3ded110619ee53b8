import { computed, effect, inject, Service, signal } from '@angular/core';
import type { ProfileEventData } from '../../../server/contracts/export-center/events.ts';
import { SelectedTenant } from '../session/selected-tenant.ts';
import type { StreamEvent } from '../shared/util/event-stream/stream.ts';
import { plural } from '../shared/util/quantities.ts';
import { ProfilesClient } from './profiles.client.ts';

export type ProfilesSort = 'name' | '-name' | 'updatedAt' | '-updatedAt';

/** What the URL of the page says. */
export interface ProfilesFilter {
  readonly archived: 'true' | 'false' | 'any';
  readonly sort: ProfilesSort;
  readonly search: string | undefined;
  readonly cursor: string | undefined;
}

/** The list of profiles: a page from the server; rows on it follow the events of the tenant, others are told of. */
@Service({ autoProvided: false })
export class ProfilesStore {
  readonly #client = inject(ProfilesClient);
  /** Undefined until the page has read its URL: nothing is asked before. */
  readonly #filter = signal<ProfilesFilter | undefined>(undefined, { equal: sameFilter });
  readonly #refreshing = signal(false);
  readonly #changedElsewhere = signal<ReadonlySet<string>>(new Set());

  readonly page = this.#client.list(() => {
    const filter = this.#filter();
    return filter && queryOf(filter);
  }, this.#refreshing);
  /** Profiles that were created or changed and are not among the rows. */
  readonly news = computed(() => {
    const shown = new Set(this.page.value()?.items.map(({ profileId }) => profileId));
    return [...this.#changedElsewhere()].filter((profileId) => !shown.has(profileId)).length;
  });
  readonly summary = computed(() => {
    const total = this.page.value()?.total;
    return total === undefined ? '' : plural(total, summaries[this.#filter()?.archived ?? 'any']);
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

  show(filter: ProfilesFilter): void {
    this.#refreshing.set(false);
    this.#filter.set(filter);
  }

  /** Reads the page again because the person asked for it. */
  renew(): void {
    this.#refreshing.set(false);
    this.#changedElsewhere.set(new Set());
    this.page.reload();
  }

  #follow({ type, data }: StreamEvent): void {
    if (type === 'reset') this.#renewInBackground();
    if (type !== 'profile.changed') return;
    const { profileId } = data as ProfileEventData;
    const isShown = this.page.value()?.items.some((profile) => profile.profileId === profileId) ?? false;
    if (isShown) this.#renewInBackground();
    else this.#changedElsewhere.update((changed) => new Set(changed).add(profileId));
  }

  #renewInBackground(): void {
    this.#refreshing.set(true);
    this.page.reload();
  }
}

const summaries = {
  false: { one: '# active profile', other: '# active profiles' },
  true: { one: '# archived profile', other: '# archived profiles' },
  any: { one: '# profile, archived included', other: '# profiles, archived included' },
} as const;

function sameFilter(left: ProfilesFilter | undefined, right: ProfilesFilter | undefined): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

function queryOf({ archived, sort, search, cursor }: ProfilesFilter): Readonly<Record<string, string>> {
  return {
    limit: '50',
    archived,
    sort,
    ...(search !== undefined && { search }),
    ...(cursor !== undefined && { cursor }),
  };
}
