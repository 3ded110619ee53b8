import type { RunEventData } from '../../contracts/export-center/events.ts';
import type { Run, RunVerification } from '../../contracts/export-center/run.ts';
import { plainLine } from '../plain-line.ts';
import type { RunRow } from './run-store.ts';
import { usualOf, type UsualDurations } from './like-runs.ts';

/** A verification of which nothing has run yet. */
export const notVerified: RunVerification = {
  signature: 'not-run',
  hashes: 'not-run',
  provenance: 'not-run',
  import: 'not-run',
  hashesOk: 0,
  hashesTotal: 0,
  problems: [],
  at: null,
};

/** Bytes of an event are few (4 KB); a longer message stands whole in the run's error. */
const eventMessageLength = 1_000;

/** The run as the API shows it. `heldBy` is known only where the Evidence Locker was asked. */
export function runView(row: RunRow, usual: UsualDurations, heldBy: Run['heldBy'] = null): Run {
  return {
    runId: row.run_id,
    profileId: row.profile_id,
    profileName: row.profile_name,
    profileRevision: row.profile_revision,
    kind: row.kind,
    variant: row.variant,
    tenant: row.tenant,
    trigger: row.trigger,
    priority: row.priority,
    status: row.status,
    phase: row.phase,
    phases: row.phases,
    attempt: row.attempt,
    maxAttempts: row.max_attempts,
    progress: row.progress,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    usualSeconds: usualOf(row, usual),
    selectors: row.parameters.selectors,
    allowEmpty: row.parameters.allowEmpty,
    policyVersion: row.policy_version,
    policySnapshotId: row.policy_snapshot_id,
    inputsHash: row.inputs_hash,
    rerunHash: row.rerun_hash,
    counts: row.counts,
    bundle: row.bundle && bundleView(row.bundle),
    signatures: row.signatures,
    verification: row.verification,
    distribution: row.distribution,
    error: row.error && { ...row.error, action: row.error.action ?? null },
    baseRunId: row.parameters.baseRunId,
    heldBy,
    incidentId: null,
    expiresAt: row.expires_at?.toISOString() ?? null,
    operator: row.operator,
    createdBy: row.created_by,
  };
}

/** What every event of a run carries. */
export function runEventData(row: RunRow, message?: string): RunEventData {
  return {
    runId: row.run_id,
    status: row.status,
    phase: row.phase,
    attempt: row.attempt,
    progress: row.progress,
    at: new Date().toISOString(),
    ...(message === undefined ? {} : { message: plainLine(message, eventMessageLength) }),
  };
}

function bundleView({ fileName, bytes, sha256, mediaType, encrypted }: NonNullable<RunRow['bundle']>): Run['bundle'] {
  return { fileName, bytes, sha256, mediaType, encrypted };
}
