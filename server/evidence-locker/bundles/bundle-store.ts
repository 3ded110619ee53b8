import type { Selectable } from 'kysely';
import type { EvidenceBundle } from '../../contracts/evidence-locker/bundle.ts';
import { protectingHoldStates } from '../../contracts/evidence-locker/states.ts';
import type { Database } from '../../kernel/database/database.ts';
import { containing } from '../../kernel/database/like.ts';
import type { Position } from '../../kernel/http/cursor.ts';
import { timeOf } from '../../kernel/http/page.ts';
import type { BundleTable, EvidenceTables } from '../tables.ts';

export type BundleRow = Selectable<BundleTable>;

export interface BundleFilter {
  readonly sort: 'createdAt' | '-createdAt' | 'purgeAfter' | '-purgeAfter';
  readonly kind?: readonly EvidenceBundle['kind'][] | undefined;
  readonly runId?: readonly string[] | undefined;
  readonly digest?: string | undefined;
  readonly held?: 'true' | 'false' | undefined;
  readonly pruned: 'true' | 'false' | 'any';
  readonly search?: string | undefined;
}

/** SQL of bundles. Every statement runs in the transaction that is open, if any. */
export class BundleStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list(tenant: string, filter: BundleFilter, limit: number, after?: Position): Promise<BundleRow[]> {
    const column = filter.sort.endsWith('createdAt') ? 'b.created_at' : 'b.purge_after';
    const descending = filter.sort.startsWith('-');
    const direction = descending ? 'desc' : 'asc';
    let query = this.#matching(tenant, filter)
      .selectAll('b')
      .orderBy(column, direction)
      .orderBy('b.bundle_id', direction)
      .limit(limit);
    if (after) {
      query = query.where((eb) =>
        eb(eb.refTuple(column, 'b.bundle_id'), descending ? '<' : '>', eb.tuple(timeOf(after), after.id)),
      );
    }
    return query.execute();
  }

  async count(tenant: string, filter: BundleFilter): Promise<number> {
    const { total } = await this.#matching(tenant, filter)
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    return total;
  }

  async find(tenant: string, bundleId: string): Promise<BundleRow | undefined> {
    return this.#bundles(tenant).selectAll('b').where('b.bundle_id', '=', bundleId).executeTakeFirst();
  }

  /** The bundle that a run refers to by this digest. */
  async findReference(tenant: string, digest: string, runId: string): Promise<BundleRow | undefined> {
    return this.#bundles(tenant)
      .selectAll('b')
      .where('b.digest', '=', digest)
      .where('b.run_id', '=', runId)
      .executeTakeFirst();
  }

  /** Inserts the bundle; false where this run has registered this digest already. */
  async insert(row: BundleRow): Promise<boolean> {
    const inserted = await this.#query()
      .insertInto('evidence.replay_bundles')
      .values(row)
      .onConflict((conflict) => conflict.columns(['tenant', 'digest', 'run_id']).doNothing())
      .executeTakeFirst();
    return Number(inserted.numInsertedOrUpdatedRows ?? 0) > 0;
  }

  /** Marks the bytes as pruned; the row as it is now, or undefined where they were gone before. */
  async markPruned(tenant: string, bundleId: string, at: Date): Promise<BundleRow | undefined> {
    return this.#query()
      .updateTable('evidence.replay_bundles')
      .set({ pruned_at: at })
      .where('tenant', '=', tenant)
      .where('bundle_id', '=', bundleId)
      .where('pruned_at', 'is', null)
      .returningAll()
      .executeTakeFirst();
  }

  #query() {
    return this.#database.query<EvidenceTables>();
  }

  #bundles(tenant: string) {
    return this.#query().selectFrom('evidence.replay_bundles as b').where('b.tenant', '=', tenant);
  }

  #matching(tenant: string, filter: BundleFilter) {
    let query = this.#bundles(tenant);
    if (filter.kind) query = query.where('b.kind', 'in', filter.kind);
    if (filter.runId) query = query.where('b.run_id', 'in', filter.runId);
    if (filter.digest !== undefined) query = query.where('b.digest', '=', filter.digest);
    if (filter.pruned !== 'any') query = query.where('b.pruned_at', filter.pruned === 'true' ? 'is not' : 'is', null);
    if (filter.held !== undefined) {
      const held = filter.held === 'true';
      query = query.where((eb) => {
        const isHeld = eb.exists(
          eb
            .selectFrom('evidence.hold_bundles as c')
            .innerJoin('evidence.holds as h', (join) =>
              join.onRef('h.tenant', '=', 'c.tenant').onRef('h.hold_id', '=', 'c.hold_id'),
            )
            .select('c.hold_id')
            .whereRef('c.tenant', '=', 'b.tenant')
            .whereRef('c.bundle_id', '=', 'b.bundle_id')
            .where('h.state', 'in', protectingHoldStates)
            .where('b.pruned_at', 'is', null),
        );
        return held ? isHeld : eb.not(isHeld);
      });
    }
    if (filter.search) {
      const pattern = containing(filter.search);
      query = query.where((eb) =>
        eb.or([
          eb('b.file_name', 'ilike', pattern),
          eb('b.run_id', 'ilike', pattern),
          eb('b.bundle_id', 'ilike', pattern),
          eb('b.digest', 'ilike', pattern),
        ]),
      );
    }
    return query;
  }
}
