import { sql, type Selectable } from 'kysely';
import type { z } from 'zod';
import type { listProfiles } from '../../contracts/export-center/operations.ts';
import type { ChangeRecord, Profile, ProfileDraft } from '../../contracts/export-center/profile.ts';
import type { Database } from '../../kernel/database/database.ts';
import { isUniqueViolation } from '../../kernel/database/database-errors.ts';
import { containing } from '../../kernel/database/like.ts';
import type { Position } from '../../kernel/http/cursor.ts';
import { numberOf, timeOf } from '../../kernel/http/page.ts';
import type { ExportCenterTables, ProfileTable } from '../tables.ts';

/** The query of `GET /profiles` without its page. */
export type ProfileFilter = Omit<z.output<typeof listProfiles.query>, 'limit' | 'cursor'>;

export interface NewRevision {
  readonly tenant: string;
  readonly profileId: string;
  readonly revision: number;
  readonly draft: ProfileDraft;
  readonly changeRecord: ChangeRecord | null;
  readonly at: Date;
  readonly by: string;
}

/** SQL of profiles and their immutable revisions. Every statement runs in the transaction that is open, if any. */
export class ProfileStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list(tenant: string, filter: ProfileFilter, limit: number, after?: Position): Promise<Profile[]> {
    const descending = filter.sort.startsWith('-');
    const byName = filter.sort.endsWith('name');
    // Names in the order of their characters, whatever the database's locale.
    const column = byName ? sql<string>`p.name collate "C"` : sql<Date>`p.updated_at`;
    const direction = descending ? 'desc' : 'asc';
    let query = this.#matching(tenant, filter)
      .selectAll('p')
      .select(['r.draft', 'r.change_record'])
      .orderBy(column, direction)
      .orderBy('p.profile_id', direction)
      .limit(limit);
    if (after) {
      const key = byName ? String(after.key) : timeOf(after);
      const order = sql.raw(descending ? '<' : '>');
      query = query.where(sql<boolean>`(${column}, p.profile_id) ${order} (${key}, ${after.id})`);
    }
    return (await query.execute()).map(profileOf);
  }

  async count(tenant: string, filter: ProfileFilter): Promise<number> {
    const row = await this.#matching(tenant, filter)
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    return row.total;
  }

  async find(tenant: string, profileId: string): Promise<Profile | undefined> {
    const row = await this.#joined()
      .where('p.tenant', '=', tenant)
      .where('p.profile_id', '=', profileId)
      .selectAll('p')
      .select(['r.draft', 'r.change_record'])
      .executeTakeFirst();
    return row && profileOf(row);
  }

  /** Locks the profile until the end of the transaction, so that two revisions cannot be written at once. */
  async lock(tenant: string, profileId: string): Promise<Profile | undefined> {
    await this.#query()
      .selectFrom('export_center.profiles')
      .select('profile_id')
      .where('tenant', '=', tenant)
      .where('profile_id', '=', profileId)
      .forUpdate()
      .execute();
    return this.find(tenant, profileId);
  }

  /** Inserts the profile with its first revision; false where the tenant has one of that name already. */
  async insert(revision: NewRevision): Promise<boolean> {
    const { tenant, profileId, draft, at, by } = revision;
    const inserted = await this.#query()
      .insertInto('export_center.profiles')
      .values({
        tenant,
        profile_id: profileId,
        name: draft.name,
        kind: draft.kind,
        variant: draft.variant,
        revision: revision.revision,
        archived: false,
        created_at: at,
        created_by: by,
        updated_at: at,
        updated_by: by,
      })
      .onConflict((conflict) => conflict.columns(['tenant', 'name']).doNothing())
      .executeTakeFirst();
    if (!inserted.numInsertedOrUpdatedRows) return false;
    await this.#insertRevision(revision);
    return true;
  }

  /** Writes the next revision; false where another profile has the name, after which the transaction can only end. */
  async revise(revision: NewRevision): Promise<boolean> {
    await this.#insertRevision(revision);
    try {
      await this.#updateProfile(revision);
      return true;
    } catch (error) {
      if (isUniqueViolation(error, 'profiles_name')) return false;
      throw error;
    }
  }

  async #updateProfile(revision: NewRevision): Promise<void> {
    await this.#query()
      .updateTable('export_center.profiles')
      .set({
        name: revision.draft.name,
        kind: revision.draft.kind,
        variant: revision.draft.variant,
        revision: revision.revision,
        updated_at: revision.at,
        updated_by: revision.by,
      })
      .where('tenant', '=', revision.tenant)
      .where('profile_id', '=', revision.profileId)
      .execute();
  }

  async archive(tenant: string, profileId: string, at: Date, by: string): Promise<void> {
    await this.#query()
      .updateTable('export_center.profiles')
      .set({ archived: true, updated_at: at, updated_by: by })
      .where('tenant', '=', tenant)
      .where('profile_id', '=', profileId)
      .execute();
  }

  /** Revisions older than `before`, newest first. */
  async revisions(profile: Profile, tenant: string, limit: number, after?: Position): Promise<Profile[]> {
    let query = this.#query()
      .selectFrom('export_center.profile_revisions')
      .selectAll()
      .where('tenant', '=', tenant)
      .where('profile_id', '=', profile.profileId)
      .orderBy('revision', 'desc')
      .limit(limit);
    if (after) query = query.where('revision', '<', numberOf(after));
    return (await query.execute()).map((row) => ({
      ...profile,
      ...row.draft,
      changeRecord: row.change_record,
      revision: row.revision,
      updatedAt: row.created_at.toISOString(),
      updatedBy: row.created_by,
    }));
  }

  #query() {
    return this.#database.query<ExportCenterTables>();
  }

  #joined() {
    return this.#query()
      .selectFrom('export_center.profiles as p')
      .innerJoin('export_center.profile_revisions as r', (join) =>
        join
          .onRef('r.tenant', '=', 'p.tenant')
          .onRef('r.profile_id', '=', 'p.profile_id')
          .onRef('r.revision', '=', 'p.revision'),
      );
  }

  #matching(tenant: string, filter: ProfileFilter) {
    let query = this.#joined().where('p.tenant', '=', tenant);
    if (filter.archived !== 'any') query = query.where('p.archived', '=', filter.archived === 'true');
    if (filter.kind) query = query.where('p.kind', 'in', filter.kind);
    // Names are lower-case by their format.
    if (filter.search) query = query.where('p.name', 'like', containing(filter.search.toLowerCase()));
    return query;
  }

  async #insertRevision({ tenant, profileId, revision, draft, changeRecord, at, by }: NewRevision): Promise<void> {
    await this.#query()
      .insertInto('export_center.profile_revisions')
      .values({
        tenant,
        profile_id: profileId,
        revision,
        draft: JSON.stringify(draft),
        change_record: changeRecord && JSON.stringify(changeRecord),
        created_at: at,
        created_by: by,
      })
      .execute();
  }
}

type JoinedRow = Selectable<ProfileTable> & { draft: ProfileDraft; change_record: ChangeRecord | null };

function profileOf(row: JoinedRow): Profile {
  return {
    profileId: row.profile_id,
    ...row.draft,
    changeRecord: row.change_record,
    revision: row.revision,
    archived: row.archived,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    updatedAt: row.updated_at.toISOString(),
    updatedBy: row.updated_by,
  };
}
