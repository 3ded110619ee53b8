import type { ProfileEventData } from '../../contracts/export-center/events.ts';
import type { Profile, ProfileDraft, ProfileRevisionDraft } from '../../contracts/export-center/profile.ts';
import type { Database } from '../../kernel/database/database.ts';
import { AppError } from '../../kernel/http/errors.ts';
import { readPage, type ListRequest, type PageOf } from '../../kernel/http/page.ts';
import { newId } from '../../kernel/ids.ts';
import type { Actor } from '../actor.ts';
import type { ExportEvents } from '../events.ts';
import type { Timeline } from '../locker/timeline.ts';
import { draftOf } from './draft-of.ts';
import type { ProfileFilter, ProfileStore } from './profile-store.ts';

/** Profiles of a tenant: draft in, immutable revisions kept, each change told to the stream and the timeline. */
export class ProfileService {
  readonly #database: Database;
  readonly #store: ProfileStore;
  readonly #events: ExportEvents;
  readonly #timeline: Timeline;

  constructor(database: Database, store: ProfileStore, events: ExportEvents, timeline: Timeline) {
    this.#database = database;
    this.#store = store;
    this.#events = events;
    this.#timeline = timeline;
  }

  list(request: ListRequest<ProfileFilter>): Promise<PageOf<Profile>> {
    const { tenant, filter } = request;
    const key = ({ name, updatedAt }: Profile) => (filter.sort.endsWith('name') ? name : updatedAt);
    return readPage(request, {
      rows: (limit, after) => this.#store.list(tenant, filter, limit, after),
      count: () => this.#store.count(tenant, filter),
      position: (profile) => ({ key: key(profile), id: profile.profileId }),
      items: (profiles) => [...profiles],
    });
  }

  async get(tenant: string, profileId: string): Promise<Profile> {
    return (await this.#store.find(tenant, profileId)) ?? notFound(profileId);
  }

  async revisions(profileId: string, request: Omit<ListRequest<object>, 'filter'>): Promise<PageOf<Profile>> {
    const { tenant } = request;
    const profile = await this.get(tenant, profileId);
    return readPage(
      { ...request, filter: { profileId } },
      {
        rows: (limit, after) => this.#store.revisions(profile, tenant, limit, after),
        // They are numbered from 1 without a gap.
        count: () => Promise.resolve(profile.revision),
        position: ({ revision }) => ({ key: revision, id: profileId }),
        items: (revisions) => [...revisions],
      },
    );
  }

  async create(actor: Actor, draft: ProfileDraft): Promise<Profile> {
    return this.#database.transaction(async () => {
      const revision = { tenant: actor.tenant, profileId: newId('prof'), revision: 1, draft, changeRecord: null };
      if (!(await this.#store.insert({ ...revision, at: new Date(), by: actor.name }))) nameTaken(draft.name);
      return this.#changed(actor, await this.get(actor.tenant, revision.profileId));
    });
  }

  /** A profile like this one, archived or not, under a name of its own. */
  async clone(actor: Actor, profileId: string, name: string): Promise<Profile> {
    return this.create(actor, { ...draftOf(await this.get(actor.tenant, profileId)), name });
  }

  async revise(actor: Actor, profileId: string, expected: number, body: ProfileRevisionDraft): Promise<Profile> {
    const { changeRecord, ...draft } = body;
    return this.#database.transaction(async () => {
      const current = await this.#lockedForChange(actor.tenant, profileId, expected);
      const revision = { tenant: actor.tenant, profileId, revision: current.revision + 1, draft, changeRecord };
      if (!(await this.#store.revise({ ...revision, at: new Date(), by: actor.name }))) nameTaken(draft.name);
      return this.#changed(actor, await this.get(actor.tenant, profileId));
    });
  }

  async archive(actor: Actor, profileId: string, expected: number): Promise<Profile> {
    return this.#database.transaction(async () => {
      await this.#lockedForChange(actor.tenant, profileId, expected);
      await this.#store.archive(actor.tenant, profileId, new Date(), actor.name);
      return this.#changed(actor, await this.get(actor.tenant, profileId));
    });
  }

  async #lockedForChange(tenant: string, profileId: string, expected: number): Promise<Profile> {
    const current = (await this.#store.lock(tenant, profileId)) ?? notFound(profileId);
    if (current.revision !== expected) {
      throw new AppError(
        'ERR_REVISION',
        `The profile is at revision ${current.revision}, not ${expected}. Read it again.`,
      );
    }
    if (current.archived) throw new AppError('ERR_CONFLICT', 'The profile is archived and cannot be changed.');
    return current;
  }

  async #changed(actor: Actor, profile: Profile): Promise<Profile> {
    const { profileId, revision, archived } = profile;
    const data: ProfileEventData = { profileId, revision, archived };
    await this.#events.append(actor.tenant, 'profile.changed', profileId, data);
    await this.#timeline.record(actor.tenant, {
      kind: 'profile.changed',
      actor: actor.subject,
      subject: profileId,
      reason: actor.operator?.reason ?? null,
      ticket: actor.operator?.ticket ?? null,
      traceId: actor.traceId,
      payload: { name: profile.name, revision, archived, changeRecord: profile.changeRecord },
    });
    return profile;
  }
}

function notFound(profileId: string): never {
  throw new AppError('ERR_NOT_FOUND', `There is no profile ${profileId} in this tenant.`);
}

function nameTaken(name: string): never {
  throw new AppError('ERR_CONFLICT', `Another profile of this tenant is named ${name}. Choose another name.`, {
    details: [{ path: 'name', message: 'is taken' }],
  });
}
