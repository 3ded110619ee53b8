import type { Insertable, Selectable } from 'kysely';
import type { Database } from '../../kernel/database/database.ts';
import type { EvidenceTables, PruneClaimTable, PruneOutcome } from '../tables.ts';

export type PruneClaimRow = Selectable<PruneClaimTable>;

/** A claim that nobody ended in time, with the object whose deletion it was for. */
export interface ExpiredClaim {
  readonly tenant: string;
  readonly claimId: string;
  readonly objectRef: string;
}

const sweptAtOnce = 100;

/** SQL of prune claims. Every statement runs in the transaction that is open, if any. */
export class PruneClaimStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async insert(row: Insertable<PruneClaimTable>): Promise<void> {
    await this.#query().insertInto('evidence.prune_claims').values(row).execute();
  }

  async find(tenant: string, claimId: string): Promise<PruneClaimRow | undefined> {
    return this.#query()
      .selectFrom('evidence.prune_claims')
      .selectAll()
      .where('tenant', '=', tenant)
      .where('claim_id', '=', claimId)
      .executeTakeFirst();
  }

  async end(claim: PruneClaimRow, outcome: PruneOutcome, at: Date): Promise<void> {
    await this.#query()
      .updateTable('evidence.prune_claims')
      .set({ outcome, ended_at: at })
      .where('tenant', '=', claim.tenant)
      .where('claim_id', '=', claim.claim_id)
      .execute();
  }

  /** Open claims of all tenants that expired before `time`, oldest first. */
  async expiredBefore(time: Date): Promise<ExpiredClaim[]> {
    return this.#query()
      .selectFrom('evidence.prune_claims as p')
      .innerJoin('evidence.replay_bundles as b', (join) =>
        join.onRef('b.tenant', '=', 'p.tenant').onRef('b.bundle_id', '=', 'p.bundle_id'),
      )
      .select(['p.tenant as tenant', 'p.claim_id as claimId', 'b.object_ref as objectRef'])
      .where('p.ended_at', 'is', null)
      .where('p.expires_at', '<', time)
      .orderBy('p.expires_at')
      .limit(sweptAtOnce)
      .execute();
  }

  #query() {
    return this.#database.query<EvidenceTables>();
  }
}
