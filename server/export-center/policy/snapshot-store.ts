import { createHash } from 'node:crypto';
import { sql, type Selectable } from 'kysely';
import type { EvidenceKind } from '../../contracts/export-center/kinds.ts';
import type { PolicySnapshot } from '../../contracts/export-center/policy.ts';
import type { Selectors } from '../../contracts/export-center/profile.ts';
import type { EffectivePolicy } from '../../evidence/policy/policy.ts';
import type { Database } from '../../kernel/database/database.ts';
import { readPage, timeOf, type ListRequest, type PageOf } from '../../kernel/http/page.ts';
import type { PolicySnapshotTable, PolicyTables } from './tables.ts';

/** Which evidence a run looks at; what a generation holds never changes, so this names the same documents for ever. */
export interface EvidenceView {
  readonly generation: number;
  readonly selectors: Selectors;
  /** RFC 3339 UTC; `timeWindow.lastDays` counts back from here. */
  readonly evidenceAt: string;
}

/** A policy with the evidence that it judged. */
export interface JudgedEvidence extends EvidenceView {
  readonly policy: EffectivePolicy;
  readonly inputsHash: string;
  /** Kinds of evidence that were judged. */
  readonly kinds: readonly EvidenceKind[];
}

/** Snapshots: what a run has to repeat to come to the same decisions. Every statement runs in the open transaction, if any. */
export class PolicySnapshotStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Keeps what a run has judged, unless the same was judged before; answers the id of the snapshot. */
  async keep(tenant: string, runId: string, judged: JudgedEvidence): Promise<string> {
    const { policy, inputsHash, generation, selectors, kinds, evidenceAt } = judged;
    const id = policySnapshotIdOf(policy.version, inputsHash);
    await this.#query()
      .insertInto('export_center.policy_snapshots')
      .values({
        tenant,
        policy_snapshot_id: id,
        policy_version: policy.version,
        policy: JSON.stringify(policy.policy),
        inputs_hash: inputsHash,
        generation,
        selectors: JSON.stringify(selectors),
        kinds: JSON.stringify(kinds.toSorted()),
        evidence_at: new Date(evidenceAt),
        run_id: runId,
        created_at: new Date(),
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return id;
  }

  async find(tenant: string, id: string): Promise<JudgedEvidence | undefined> {
    const row = await this.#of(tenant).selectAll().where('policy_snapshot_id', '=', id).executeTakeFirst();
    return row && judgedEvidenceOf(row);
  }

  /** Newest first. */
  list(request: Omit<ListRequest<object>, 'filter'>): Promise<PageOf<PolicySnapshot>> {
    const { tenant } = request;
    return readPage(
      { ...request, filter: {} },
      {
        rows: (limit, after) => {
          let query = this.#of(tenant)
            .selectAll()
            .orderBy('created_at', 'desc')
            .orderBy('policy_snapshot_id', 'desc')
            .limit(limit);
          if (after) {
            query = query.where(sql<boolean>`(created_at, policy_snapshot_id) < (${timeOf(after)}, ${after.id})`);
          }
          return query.execute();
        },
        count: () => this.#count(tenant),
        position: (row) => ({ key: row.created_at.toISOString(), id: row.policy_snapshot_id }),
        items: (rows) => rows.map(snapshotView),
      },
    );
  }

  async #count(tenant: string): Promise<number> {
    const { total } = await this.#of(tenant)
      .select((snapshots) => snapshots.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    return total;
  }

  #query() {
    return this.#database.query<PolicyTables>();
  }

  #of(tenant: string) {
    return this.#query().selectFrom('export_center.policy_snapshots').where('tenant', '=', tenant);
  }
}

/** Named after what it holds: the same policy over the same inputs is the same snapshot, whatever run made it. */
export function policySnapshotIdOf(policyVersion: string, inputsHash: string): string {
  const hex = createHash('sha256').update(`${policyVersion}${inputsHash}`).digest('hex');
  return `snap-${hex.slice(0, 16)}`;
}

type Row = Selectable<PolicySnapshotTable>;

function judgedEvidenceOf(row: Row): JudgedEvidence {
  return {
    policy: { version: row.policy_version, policy: row.policy },
    inputsHash: row.inputs_hash,
    generation: row.generation,
    selectors: row.selectors,
    kinds: row.kinds,
    evidenceAt: row.evidence_at.toISOString(),
  };
}

function snapshotView(row: Row): PolicySnapshot {
  return {
    policySnapshotId: row.policy_snapshot_id,
    policyVersion: row.policy_version,
    inputsHash: row.inputs_hash,
    selectors: row.selectors,
    runId: row.run_id,
    createdAt: row.created_at.toISOString(),
  };
}
