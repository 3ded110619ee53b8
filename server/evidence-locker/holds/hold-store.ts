import { sql, type Insertable, type Selectable } from 'kysely';
import { protectingHoldStates, type HoldState } from '../../contracts/evidence-locker/states.ts';
import type { Database } from '../../kernel/database/database.ts';
import { containing } from '../../kernel/database/like.ts';
import type { Position } from '../../kernel/http/cursor.ts';
import { timeOf } from '../../kernel/http/page.ts';
import type { EvidenceTables, HoldTable } from '../tables.ts';
import { isInScope, type Scoped } from './scope-matching.ts';

export type HoldRow = Selectable<HoldTable>;

export interface HoldFilter {
  readonly sort: 'createdAt' | '-createdAt' | 'reviewAt' | '-reviewAt';
  readonly state?: readonly HoldState[] | undefined;
  readonly search?: string | undefined;
}

/** SQL of holds. Every statement runs in the transaction that is open, if any. */
export class HoldStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list(tenant: string, filter: HoldFilter, limit: number, after?: Position): Promise<HoldRow[]> {
    const column = filter.sort.endsWith('createdAt') ? 'created_at' : 'review_at';
    const descending = filter.sort.startsWith('-');
    const direction = descending ? 'desc' : 'asc';
    let query = this.#matching(tenant, filter)
      .selectAll()
      .orderBy(column, direction)
      .orderBy('hold_id', direction)
      .limit(limit);
    if (after) {
      query = query.where((eb) =>
        eb(eb.refTuple(column, 'hold_id'), descending ? '<' : '>', eb.tuple(timeOf(after), after.id)),
      );
    }
    return query.execute();
  }

  async count(tenant: string, filter: HoldFilter): Promise<number> {
    const { total } = await this.#matching(tenant, filter)
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    return total;
  }

  async find(tenant: string, holdId: string): Promise<HoldRow | undefined> {
    return this.#holds(tenant).selectAll().where('hold_id', '=', holdId).executeTakeFirst();
  }

  /** The hold that this person placed with this `Idempotency-Key`. */
  async findPlaced(tenant: string, subject: string, placementKey: string): Promise<HoldRow | undefined> {
    return this.#holds(tenant)
      .selectAll()
      .where('created_by', '=', subject)
      .where('placement_key', '=', placementKey)
      .executeTakeFirst();
  }

  async insert(row: Insertable<HoldTable>): Promise<void> {
    await this.#query().insertInto('evidence.holds').values(row).execute();
  }

  /** Ids of the protecting holds whose scope a bundle is in. */
  async protectingScopes(tenant: string, bundle: Scoped): Promise<string[]> {
    const rows = await this.#holds(tenant)
      .select('hold_id')
      .where('state', 'in', protectingHoldStates)
      .where((eb) => isInScope(eb.ref('scope'), bundle))
      .execute();
    return rows.map((row) => row.hold_id);
  }

  /**
   * Holds still `placing` that nobody may delete from any more: no claim on the digest of a bundle that they cover is
   * open. A claim past its time counts as open until it is ended, since its deletion may have happened.
   */
  async readyToSettle(tenant: string): Promise<HoldRow[]> {
    return this.#holds(tenant)
      .selectAll()
      .where('state', '=', 'placing')
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('evidence.hold_bundles as c')
              .innerJoin('evidence.replay_bundles as b', (join) =>
                join.onRef('b.tenant', '=', 'c.tenant').onRef('b.bundle_id', '=', 'c.bundle_id'),
              )
              .innerJoin('evidence.prune_claims as p', (join) =>
                join.onRef('p.tenant', '=', 'b.tenant').onRef('p.digest', '=', 'b.digest'),
              )
              .select('p.claim_id')
              .whereRef('c.tenant', '=', 'evidence.holds.tenant')
              .whereRef('c.hold_id', '=', 'evidence.holds.hold_id')
              .where('b.pruned_at', 'is', null)
              .where('p.ended_at', 'is', null),
          ),
        ),
      )
      .execute();
  }

  async settle(tenant: string, holdId: string, state: 'active' | 'failed'): Promise<void> {
    await this.#query()
      .updateTable('evidence.holds')
      .set({ state, revision: sql<number>`revision + 1` })
      .where('tenant', '=', tenant)
      .where('hold_id', '=', holdId)
      .execute();
  }

  #query() {
    return this.#database.query<EvidenceTables>();
  }

  #holds(tenant: string) {
    return this.#query().selectFrom('evidence.holds').where('evidence.holds.tenant', '=', tenant);
  }

  #matching(tenant: string, filter: HoldFilter) {
    let query = this.#holds(tenant);
    if (filter.state) query = query.where('state', 'in', filter.state);
    if (filter.search) {
      const pattern = containing(filter.search);
      query = query.where((eb) =>
        eb.or([
          eb('name', 'ilike', pattern),
          eb('case_id', 'ilike', pattern),
          eb('ticket', 'ilike', pattern),
          eb('hold_id', 'ilike', pattern),
        ]),
      );
    }
    return query;
  }
}
