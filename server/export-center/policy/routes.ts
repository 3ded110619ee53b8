import { getPolicy, listPolicySnapshots } from '../../contracts/export-center/operations.ts';
import { route, type Route } from '../../kernel/http/route.ts';
import type { PolicySnapshotStore } from './snapshot-store.ts';
import { readTenantPolicy, type TenantPolicyServices } from './tenant-policy.ts';

export function policyRoutes(services: TenantPolicyServices & { readonly snapshots: PolicySnapshotStore }): Route[] {
  return [
    route(getPolicy, ({ tenant }) => readTenantPolicy(services, tenant, new Date())),
    route(listPolicySnapshots, ({ tenant, query: { limit, cursor } }) =>
      services.snapshots.list({ tenant, limit, cursor }),
    ),
  ];
}
