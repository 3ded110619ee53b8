import type { TenantPolicy } from '../../contracts/export-center/policy.ts';
import { effectivePolicy } from '../../evidence/policy/effective-policy.ts';
import type { Policy } from '../../evidence/policy/policy.ts';
import type { DocumentStore } from '../sources/document-store.ts';
import type { PolicyStore } from '../sources/policy-store.ts';

export interface TenantPolicyServices {
  readonly documents: DocumentStore;
  readonly policies: PolicyStore;
}

/** What findings of the tenant are judged by at a time (`GET /api/export/policy`). */
export async function readTenantPolicy(
  { documents, policies }: TenantPolicyServices,
  tenant: string,
  at: Date,
): Promise<TenantPolicy> {
  const { policy, origin, importedAt } = await policies.at(tenant, await documents.generation(tenant));
  const effective = effectivePolicy(policy, at.toISOString().slice(0, 10));
  return {
    origin,
    version: effective.version,
    policy: policyView(effective.policy),
    importedAt: importedAt?.toISOString() ?? null,
    refused: await policies.refused(tenant),
  };
}

function policyView({ ignores, ...policy }: Policy): TenantPolicy['policy'] {
  return { ...policy, severities: { ...policy.severities }, ignores: ignores.map((ignore) => ({ ...ignore })) };
}
