import { judgesFindings } from '../../contracts/export-center/profile-consistency.ts';
import type { ProfileDraft } from '../../contracts/export-center/profile.ts';
import { effectivePolicy } from '../../evidence/policy/effective-policy.ts';
import type { EffectivePolicy } from '../../evidence/policy/policy.ts';
import type { PolicyStore } from '../sources/policy-store.ts';
import { ExportError } from '../worker/export-error.ts';
import type { EvidenceView, PolicySnapshotStore } from './snapshot-store.ts';

export interface PolicyServices {
  readonly policies: PolicyStore;
  readonly snapshots: PolicySnapshotStore;
}

export interface PolicyRequest extends Pick<EvidenceView, 'generation' | 'evidenceAt'> {
  readonly tenant: string;
  readonly draft: Pick<ProfileDraft, 'kind' | 'variant' | 'include' | 'policySnapshotMode'>;
  readonly policySnapshotId: string | null;
}

/**
 * What findings are judged by: the policy of a snapshot, or the tenant's as of the evidence and its day; the built-in one where
 * the tenant has none and the profile does not require one. Null for a kind that judges nothing.
 * @throws ExportError ERR_EXPORT_SOURCE where there is no such policy; it will not come by trying again.
 */
export async function resolvePolicy(services: PolicyServices, request: PolicyRequest): Promise<EffectivePolicy | null> {
  const { tenant, draft, generation, evidenceAt, policySnapshotId } = request;
  if (!judgesFindings(draft)) return null;
  if (policySnapshotId !== null) return policyOfSnapshot(services, tenant, policySnapshotId);
  const { policy, origin } = await services.policies.at(tenant, generation);
  if (origin === 'built-in' && draft.policySnapshotMode === 'required') {
    const message =
      'The profile requires a policy, and the tenant has none. Put a policy.yaml into the evidence folder of the tenant and import ' +
      'it, submit the run with a policy snapshot, or set policySnapshotMode to optional to use the built-in policy.';
    throw new ExportError('ERR_EXPORT_SOURCE', message, { isLasting: true });
  }
  return effectivePolicy(policy, evidenceAt.slice(0, 10));
}

async function policyOfSnapshot({ snapshots }: PolicyServices, tenant: string, id: string): Promise<EffectivePolicy> {
  const snapshot = await snapshots.find(tenant, id);
  if (snapshot) return snapshot.policy;
  throw new ExportError('ERR_EXPORT_SOURCE', `The policy snapshot ${id} is not there any more.`, { isLasting: true });
}
