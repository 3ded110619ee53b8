import type { ColumnType } from 'kysely';
import type { EvidenceKind } from '../../contracts/export-center/kinds.ts';
import type { Selectors } from '../../contracts/export-center/profile.ts';
import type { Policy } from '../../evidence/policy/policy.ts';

/** A jsonb column of a row that never changes: read as a value, written as JSON text. */
type Json<Value> = ColumnType<Value, string, never>;

/** A policy and the evidence that it judged; see snapshot-store.ts. Rows are never changed. */
export interface PolicySnapshotTable {
  tenant: string;
  policy_snapshot_id: string;
  policy_version: string;
  policy: Json<Policy>;
  inputs_hash: string;
  generation: number;
  selectors: Json<Selectors>;
  /** Kinds of evidence that were judged, sorted. */
  kinds: Json<readonly EvidenceKind[]>;
  /** `timeWindow.lastDays` counts back from here. */
  evidence_at: Date;
  /** The run that made it first. */
  run_id: string;
  created_at: Date;
}

export interface PolicyTables {
  'export_center.policy_snapshots': PolicySnapshotTable;
}
