import type { ColumnType } from 'kysely';
import type { bundleKinds } from '../contracts/evidence-locker/bundle.ts';
import type { HoldScope } from '../contracts/evidence-locker/hold.ts';
import type { HoldState } from '../contracts/evidence-locker/states.ts';

/** A jsonb column: read as a value, written as JSON text (both drivers then agree). */
type Json<Value> = ColumnType<Value, string, string>;
/** Written once with the row and never changed. */
type Fixed<Value> = ColumnType<Value, Value, never>;

/** One row a tenant: the lock that serialises its changes, and where its timeline ends. */
export interface TenantTable {
  tenant: Fixed<string>;
  /** Number of the newest timeline event; 0 before the first. */
  timeline_seq: number;
  /** Hash of the newest timeline event. */
  timeline_head: string | null;
}

/** Bundles of every kind; the name is the replay runbook's (section 2). */
export interface BundleTable {
  tenant: Fixed<string>;
  bundle_id: Fixed<string>;
  kind: Fixed<(typeof bundleKinds)[number]>;
  tier: 'hot' | 'cold';
  digest: Fixed<string>;
  bytes: Fixed<number>;
  file_name: Fixed<string>;
  /** Key in the object store that the services share. */
  object_ref: Fixed<string>;
  run_id: Fixed<string | null>;
  profile_id: Fixed<string | null>;
  scan_id: Fixed<string | null>;
  created_at: Fixed<Date>;
  purge_after: Date;
  pruned_at: Date | null;
}

export interface HoldTable {
  tenant: Fixed<string>;
  hold_id: Fixed<string>;
  name: Fixed<string>;
  case_id: Fixed<string>;
  reason: Fixed<string>;
  ticket: Fixed<string | null>;
  scope: Json<HoldScope>;
  state: HoldState;
  review_at: Date;
  expires_at: Date | null;
  created_at: Fixed<Date>;
  /** Subject of the token: who may not approve the release. */
  created_by: Fixed<string>;
  created_by_name: Fixed<string>;
  /** `Idempotency-Key` of the call that placed it: a call repeated after a crash finds its hold. */
  placement_key: Fixed<string>;
  revision: number;
}

/** What each hold covers: filled when it is placed and whenever a bundle of its scope is registered. */
export interface HoldBundleTable {
  tenant: Fixed<string>;
  hold_id: Fixed<string>;
  bundle_id: Fixed<string>;
  /** It had been pruned when the hold left `placing`. */
  gone: ColumnType<boolean, never, boolean>;
}

export interface PruneClaimTable {
  tenant: Fixed<string>;
  claim_id: Fixed<string>;
  bundle_id: Fixed<string>;
  digest: Fixed<string>;
  reason: Fixed<string>;
  claimed_by: Fixed<string>;
  granted_at: Fixed<Date>;
  expires_at: Fixed<Date>;
  ended_at: Date | null;
  /** `found-*`: the claimer never ended it, and the locker looked into the object store. */
  outcome: PruneOutcome | null;
}

export type PruneOutcome = 'deleted' | 'abandoned' | 'found-deleted' | 'found-kept';

/** Append-only: a trigger refuses UPDATE, DELETE and TRUNCATE. */
export interface TimelineTable {
  tenant: Fixed<string>;
  seq: Fixed<number>;
  event_id: Fixed<string>;
  at: Fixed<Date>;
  kind: Fixed<string>;
  actor: Fixed<string>;
  subject: Fixed<string>;
  reason: Fixed<string | null>;
  ticket: Fixed<string | null>;
  trace_id: Fixed<string | null>;
  /** Canonical JSON, the very text that `payload_digest` is of; jsonb would change it. */
  payload: Fixed<string | null>;
  payload_digest: Fixed<string>;
  previous_hash: Fixed<string | null>;
  hash: Fixed<string>;
}

export interface EvidenceTables {
  'evidence.tenants': TenantTable;
  'evidence.replay_bundles': BundleTable;
  'evidence.holds': HoldTable;
  'evidence.hold_bundles': HoldBundleTable;
  'evidence.prune_claims': PruneClaimTable;
  'evidence.timeline_events': TimelineTable;
}
