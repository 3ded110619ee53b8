import { evidenceKindsOf } from '../../policy/pin-snapshot.ts';
import type { PolicySnapshotStore } from '../../policy/snapshot-store.ts';
import type { RunRow } from '../../runs/run-store.ts';
import type { BuiltArtifacts } from '../adapters/bundle-adapter.ts';
import type { BundlePlan } from '../bundle-plan.ts';

/** Keeps the policy of a run with the evidence that it judged; answers the id of the snapshot, null where nothing was judged. */
export async function keepPolicySnapshot(
  snapshots: PolicySnapshotStore,
  { tenant, run_id: runId, parameters }: RunRow,
  { policy }: BundlePlan,
  { judgedInputsHash: inputsHash }: BuiltArtifacts,
): Promise<string | null> {
  if (!policy || inputsHash === undefined) return null;
  const { generation, selectors, evidenceAt, draft } = parameters;
  const kinds = evidenceKindsOf(draft);
  return snapshots.keep(tenant, runId, { policy, inputsHash, generation, selectors, evidenceAt, kinds });
}
