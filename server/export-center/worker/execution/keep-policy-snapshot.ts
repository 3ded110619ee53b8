import { evidenceKindsOf } from '../../policy/pin-snapshot.ts';
import { policySnapshotIdOf, type PolicySnapshotStore } from '../../policy/snapshot-store.ts';
import type { RunRow } from '../../runs/run-store.ts';
import type { BuiltArtifacts } from '../adapters/bundle-adapter.ts';
import type { BundlePlan } from '../bundle-plan.ts';
import { ExportError } from '../export-error.ts';

/**
 * Keeps the policy of a run with the evidence that it judged; answers the id of the snapshot, null where nothing was judged.
 * @throws ExportError ERR_EXPORT_SOURCE where a run that repeats a snapshot has met other evidence.
 */
export async function keepPolicySnapshot(
  snapshots: PolicySnapshotStore,
  { tenant, run_id: runId, parameters }: RunRow,
  { policy }: BundlePlan,
  { judgedInputsHash: inputsHash }: BuiltArtifacts,
): Promise<string | null> {
  if (!policy || inputsHash === undefined) return null;
  const { generation, selectors, evidenceAt, draft, policySnapshotId: pinned } = parameters;
  const kinds = evidenceKindsOf(draft);
  const id = policySnapshotIdOf(policy.version, inputsHash);
  if (pinned !== null && id !== pinned) {
    const message = `The evidence that policy snapshot ${pinned} judged is not there any more: what was found has the digest ${inputsHash}.`;
    throw new ExportError('ERR_EXPORT_SOURCE', message, { isLasting: true });
  }
  return snapshots.keep(tenant, runId, { policy, inputsHash, generation, selectors, evidenceAt, kinds });
}
