import type { HoldScope } from '../../contracts/evidence-locker/hold.ts';
import { protectingHoldStates } from '../../contracts/evidence-locker/states.ts';
import type { Database } from '../../kernel/database/database.ts';
import type { BundleRow } from '../bundles/bundle-store.ts';
import type { EvidenceTables } from '../tables.ts';
import { bundlesIn } from './scope-matching.ts';

/** A hold as whatever it protects names it. */
export interface NamedHold {
  readonly holdId: string;
  readonly name: string;
}

/** What a hold covers. */
export interface Coverage {
  readonly items: number;
  readonly bytes: number;
  /** Those pruned before the hold took effect. */
  readonly gone: readonly GoneBundle[];
}

export interface GoneBundle {
  readonly bundleId: string;
  readonly fileName: string;
  readonly prunedAt: Date;
}

/** SQL of which hold covers which bundle. Every statement runs in the transaction that is open, if any. */
export class CoverageStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The bundles of a scope, pruned ones included. */
  async bundlesInScope(tenant: string, scope: HoldScope): Promise<BundleRow[]> {
    const { column, values } = bundlesIn(scope);
    return this.#query()
      .selectFrom('evidence.replay_bundles')
      .selectAll()
      .where('tenant', '=', tenant)
      .where(column, 'in', values)
      .execute();
  }

  async cover(tenant: string, pairs: readonly { holdId: string; bundleId: string }[]): Promise<void> {
    if (pairs.length === 0) return;
    await this.#query()
      .insertInto('evidence.hold_bundles')
      .values(pairs.map(({ holdId, bundleId }) => ({ tenant, hold_id: holdId, bundle_id: bundleId })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** The protecting holds of each bundle that has any, oldest first; what is pruned is protected no more. */
  async heldBy(tenant: string, bundleIds: readonly string[]): Promise<Map<string, NamedHold[]>> {
    if (bundleIds.length === 0) return new Map();
    const rows = await this.#protecting(tenant).where('c.bundle_id', 'in', bundleIds).execute();
    const byBundle = Map.groupBy(rows, (row) => row.bundleId);
    return new Map([...byBundle].map(([id, holds]) => [id, holds.map(({ holdId, name }) => ({ holdId, name }))]));
  }

  /** The protecting holds of any bundle of these bytes: a hold on one reference keeps the bytes of all. */
  async holdsOnDigest(tenant: string, digest: string): Promise<NamedHold[]> {
    const rows = await this.#protecting(tenant).where('b.digest', '=', digest).execute();
    return [...new Map(rows.map(({ holdId, name }) => [holdId, { holdId, name }])).values()];
  }

  /** What each of the holds covers. */
  async coverageOf(tenant: string, holdIds: readonly string[]): Promise<Map<string, Coverage>> {
    if (holdIds.length === 0) return new Map();
    const kept = await this.#covered(tenant, holdIds)
      .where('b.pruned_at', 'is', null)
      .select(({ fn }) => [
        'c.hold_id as holdId',
        fn.countAll<number>().as('items'),
        fn.sum<number>('b.bytes').as('bytes'),
      ])
      .groupBy('c.hold_id')
      .execute();
    const gone = await this.#covered(tenant, holdIds)
      .where('b.pruned_at', 'is not', null)
      .where((eb) => eb.or([eb('h.state', '=', 'placing'), eb('c.gone', '=', true)]))
      .select(['c.hold_id as holdId', 'b.bundle_id as bundleId', 'b.file_name as fileName'])
      .select((eb) => eb.fn.coalesce(eb.ref('b.pruned_at'), eb.ref('h.created_at')).as('prunedAt'))
      .orderBy('b.pruned_at')
      .execute();
    const keptBy = new Map(kept.map((row) => [row.holdId, row]));
    const goneBy = Map.groupBy(gone, (row) => row.holdId);
    return new Map(
      holdIds.map((holdId) => {
        const { items, bytes } = keptBy.get(holdId) ?? { items: 0, bytes: 0 };
        return [holdId, { items, bytes, gone: goneBy.get(holdId) ?? [] }];
      }),
    );
  }

  /** Keeps which bundles of the hold had gone before it took effect. */
  async recordGone(tenant: string, holdId: string): Promise<void> {
    await this.#query()
      .updateTable('evidence.hold_bundles as c')
      .from('evidence.replay_bundles as b')
      .set({ gone: true })
      .whereRef('b.tenant', '=', 'c.tenant')
      .whereRef('b.bundle_id', '=', 'c.bundle_id')
      .where('b.pruned_at', 'is not', null)
      .where('c.tenant', '=', tenant)
      .where('c.hold_id', '=', holdId)
      .execute();
  }

  #query() {
    return this.#database.query<EvidenceTables>();
  }

  #covered(tenant: string, holdIds: readonly string[]) {
    return this.#joined(tenant).where('c.hold_id', 'in', holdIds);
  }

  #protecting(tenant: string) {
    return this.#joined(tenant)
      .select(['c.bundle_id as bundleId', 'h.hold_id as holdId', 'h.name as name'])
      .where('h.state', 'in', protectingHoldStates)
      .where('b.pruned_at', 'is', null)
      .orderBy('h.created_at')
      .orderBy('h.hold_id');
  }

  #joined(tenant: string) {
    return this.#query()
      .selectFrom('evidence.hold_bundles as c')
      .innerJoin('evidence.holds as h', (join) =>
        join.onRef('h.tenant', '=', 'c.tenant').onRef('h.hold_id', '=', 'c.hold_id'),
      )
      .innerJoin('evidence.replay_bundles as b', (join) =>
        join.onRef('b.tenant', '=', 'c.tenant').onRef('b.bundle_id', '=', 'c.bundle_id'),
      )
      .where('c.tenant', '=', tenant);
  }
}
