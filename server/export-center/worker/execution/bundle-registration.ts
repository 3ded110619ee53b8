import type { BundleRegistration } from '../../../contracts/evidence-locker/bundle.ts';
import type { RunRow } from '../../runs/run-store.ts';

/** How long the Evidence Locker keeps a bundle whose profile counts bundles instead of days (replay runbook, 2.3). */
const coldRetentionMs = 730 * 24 * 3_600_000;

/** What the Evidence Locker learns of a run that has succeeded: the bundle, by reference. */
export function bundleRegistration({ run_id: runId, bundle, finished_at: at, ...run }: RunRow): BundleRegistration {
  if (!bundle || !at) throw new TypeError(`Run ${runId} has no bundle`);
  return {
    kind: 'export',
    digest: bundle.sha256,
    bytes: bundle.bytes,
    fileName: bundle.fileName,
    objectRef: bundle.objectKey,
    runId,
    profileId: run.profile_id,
    createdAt: at.toISOString(),
    purgeAfter: (run.expires_at ?? new Date(at.getTime() + coldRetentionMs)).toISOString(),
  };
}
