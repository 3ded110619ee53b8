import type { ProfileEventData } from '../../contracts/export-center/events.ts';
import type { Profile, ProfileDraft, ProfileRevisionDraft } from '../../contracts/export-center/profile.ts';
import type { Database } from '../../kernel/database/database.ts';
import { AppError } from '../../kernel/http/errors.ts';
import { decodeCursor, encodeCursor } from '../../kernel/http/cursor.ts';
import { newId } from '../../kernel/ids.ts';
import type { ExportEvents } from '../events.ts';
import type { Timeline } from '../locker/timeline.ts';
import type { ProfileFilter, ProfileStore } from './profile-store.ts';

export interface ProfilePage {
  items: Profile[];
  nextCursor: string | null;
  total: number;
}

/** Who changes something, for the record. */
export interface Actor {
  readonly tenant: string;
  readonly subject: string;
  readonly traceId: string;
}

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

  async list(tenant: string, filter: ProfileFilter, limit: number, cursor?: string): Promise<ProfilePage> {
    const binding = { tenant, filter };
    const after = cursor === undefined ? undefined : decodeCursor(binding, cursor);
    const found = await this.#store.list(tenant, filter, limit + 1, after);
    const items = found.slice(0, limit);
    const last = items.at(-1);
    const more = found.length > limit && last;
    const key = last && (filter.sort.endsWith('name') ? last.name : last.updatedAt);
    return {
      items,
      nextCursor: more ? encodeCursor(binding, { key: key ?? '', id: last.profileId }) : null,
      total: await this.#store.count(tenant, filter),
    };
  }

  async get(tenant: string, profileId: string): Promise<Profile> {
    return (await this.#store.find(tenant, profileId)) ?? notFound(profileId);
  }

  async revisions(tenant: string, profileId: string, limit: number, cursor?: string): Promise<ProfilePage> {
    const profile = await this.get(tenant, profileId);
    const binding = { tenant, filter: { profileId } };
    const before = cursor === undefined ? undefined : Number(decodeCursor(binding, cursor).key);
    const found = await this.#store.revisions(profile, tenant, limit + 1, before);
    const items = found.slice(0, limit);
    const last = items.at(-1);
    const more = found.length > limit && last;
    return {
      items,
      nextCursor: more ? encodeCursor(binding, { key: last.revision, id: profileId }) : null,
      total: profile.revision,
    };
  }

  async create(actor: Actor, draft: ProfileDraft): Promise<Profile> {
    return this.#database.transaction(async () => {
      const revision = { tenant: actor.tenant, profileId: newId('prof'), revision: 1, draft, changeRecord: null };
      if (!(await this.#store.insert({ ...revision, at: new Date(), by: actor.subject }))) nameTaken(draft.name);
      return this.#changed(actor, await this.get(actor.tenant, revision.profileId));
    });
  }

  async revise(actor: Actor, profileId: string, expected: number, body: ProfileRevisionDraft): Promise<Profile> {
    const { changeRecord, ...draft } = body;
    return this.#database.transaction(async () => {
      const current = await this.#lockedForChange(actor.tenant, profileId, expected);
      const owner = await this.#store.findByName(actor.tenant, draft.name);
      if (owner !== undefined && owner !== profileId) nameTaken(draft.name);
      await this.#store.revise({
        tenant: actor.tenant,
        profileId,
        revision: current.revision + 1,
        draft,
        changeRecord,
        at: new Date(),
        by: actor.subject,
      });
      return this.#changed(actor, await this.get(actor.tenant, profileId));
    });
  }

  async archive(actor: Actor, profileId: string, expected: number): Promise<Profile> {
    return this.#database.transaction(async () => {
      await this.#lockedForChange(actor.tenant, profileId, expected);
      await this.#store.archive(actor.tenant, profileId, new Date(), actor.subject);
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
