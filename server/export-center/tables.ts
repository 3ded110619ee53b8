import type { ColumnType, Generated } from 'kysely';
import type { RunErrorCode } from '../contracts/errors.ts';
import type {
  ProfileKind,
  ProfileVariant,
  RunPhase,
  RunPriority,
  RunStatus,
} from '../contracts/export-center/kinds.ts';
import type { ChangeRecord, ProfileDraft, Selectors } from '../contracts/export-center/profile.ts';
import type { Artifact, Run, RunError } from '../contracts/export-center/run.ts';

/** A jsonb column: read as a value, written as JSON text (both drivers then agree). */
type Json<Value> = ColumnType<Value, string, string>;
/** A column that is empty until something is known. */
type Nullable<Value> = ColumnType<Value | null, Value | null | undefined, Value | null>;
type OptionalJson<Value> = ColumnType<Value | null, string | null | undefined, string | null>;

export interface ProfileTable {
  tenant: string;
  profile_id: string;
  name: string;
  kind: ProfileKind;
  variant: ProfileVariant;
  revision: number;
  archived: boolean;
  created_at: Date;
  created_by: string;
  updated_at: Date;
  updated_by: string;
}

/** Immutable: a revision is never updated. */
export interface ProfileRevisionTable {
  tenant: string;
  profile_id: string;
  revision: number;
  draft: Json<ProfileDraft>;
  change_record: ColumnType<ChangeRecord | null, string | null, never>;
  created_at: Date;
  created_by: string;
}

/** What a run was submitted with; never changed, so that every attempt does the same. */
export interface RunParameters {
  readonly draft: ProfileDraft;
  readonly selectors: Selectors;
  readonly allowEmpty: boolean;
  /** Evidence generation of the tenant at submission. */
  readonly generation: number;
  /** The snapshot whose policy, evidence and selectors the run repeats; null where it plans its own. */
  readonly policySnapshotId: string | null;
  /** The run that a delta builds on; null where there is none, or none was found. */
  readonly baseRunId: string | null;
  readonly resetBaseline: boolean;
  /** 1 for the tenant's first run of this kind and variant on its day (UTC), 2 for the next, … */
  readonly dayNumber: number;
  /** RFC 3339 UTC; `timeWindow.lastDays` counts back from here: `plannedAt`, or that of the snapshot. */
  readonly evidenceAt: string;
  /** RFC 3339 UTC. */
  readonly plannedAt: string;
}

/** Runs that failed before there were prepared actions have none. */
export type StoredRunError = Omit<RunError, 'action'> & Partial<Pick<RunError, 'action'>>;

/** The stored bundle of a run. */
export interface StoredBundle {
  readonly fileName: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly mediaType: string;
  readonly encrypted: boolean;
  readonly objectKey: string;
  /** An uncompressed tar archive of its documents; bundles of before there were other kinds than `json:raw` have none. */
  readonly documentsKey?: string;
  /** What is in that archive. */
  readonly documents?: readonly { readonly path: string; readonly sha256: string; readonly bytes: number }[];
}

export interface RunTable {
  tenant: string;
  run_id: string;
  profile_id: string;
  profile_name: string;
  profile_revision: number;
  kind: ProfileKind;
  variant: ProfileVariant;
  trigger: Run['trigger'];
  priority: RunPriority;
  status: RunStatus;
  phase: Nullable<RunPhase>;
  phases: Json<Run['phases']>;
  attempt: Generated<number>;
  max_attempts: number;
  /** Times a worker took the run up, crashes included; bounds a run that kills its workers. */
  starts: Generated<number>;
  /** Names the worker that may write to this row; a worker that lost it stops. */
  lease: Nullable<string>;
  /** While this lies ahead, that worker is alive and nobody takes the run from it. */
  lease_until: Nullable<Date>;
  cancel_requested: Generated<boolean>;
  progress: Json<Run['progress']>;
  parameters: Json<RunParameters>;
  created_at: Date;
  started_at: Nullable<Date>;
  finished_at: Nullable<Date>;
  /** Of the policy that findings are judged by; null where the kind judges none. */
  policy_version: Nullable<string>;
  /** The snapshot that the run repeats, or the one that holds what it judged. */
  policy_snapshot_id: Nullable<string>;
  inputs_hash: Nullable<string>;
  rerun_hash: Nullable<string>;
  counts: OptionalJson<NonNullable<Run['counts']>>;
  bundle: OptionalJson<StoredBundle>;
  artifacts: Json<readonly Artifact[]>;
  /** export.json, byte for byte as signed. */
  manifest: Nullable<string>;
  /** `sha256:<hex>` of `manifest`. */
  manifest_sha256: Nullable<string>;
  /** signatures/export.sig: base64 of the DER signature over `manifest`. */
  manifest_signature: Nullable<string>;
  signatures: Json<Run['signatures']>;
  verification: Json<Run['verification']>;
  distribution: Json<Run['distribution']>;
  error_code: Nullable<RunErrorCode>;
  error: OptionalJson<StoredRunError>;
  operator: OptionalJson<NonNullable<Run['operator']>>;
  expires_at: Nullable<Date>;
  created_by: string;
}

/** The last number given out for a day of a tenant. */
export interface RunDayTable {
  tenant: string;
  day: string;
  counter: number;
}

/** Each signature is made once (ECDSA is not deterministic) and reused by later attempts of its run. */
export interface RunSignatureTable {
  tenant: string;
  run_id: string;
  purpose: string;
  key_id: string;
  digest: string;
  value: string;
}

export interface ExportCenterTables {
  'export_center.profiles': ProfileTable;
  'export_center.profile_revisions': ProfileRevisionTable;
  'export_center.runs': RunTable;
  'export_center.run_days': RunDayTable;
  'export_center.run_signatures': RunSignatureTable;
}
