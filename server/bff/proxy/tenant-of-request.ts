import { AppError } from '../../kernel/http/errors.ts';

export interface TenantChoice {
  readonly tenant: string;
  /** The query without `tenant`, otherwise byte for byte. */
  readonly query: string;
}

/**
 * The tenant of a call: the header, or `?tenant=` where a header cannot be sent. It must be one of the person's, and
 * may be left out by who has only one. Throws `ERR_TENANT_REQUIRED` or `ERR_TENANT_MISMATCH`, which does not tell
 * whether such a tenant exists.
 */
export function tenantOfRequest(
  { headers, query }: { headers: readonly string[]; query: string },
  tenants: readonly string[],
): TenantChoice {
  // Most queries cannot name a tenant, however encoded; a name that is encoded has a percent sign.
  if (!/tenant|%/.test(query)) return { tenant: chooseTenant([...new Set(headers)], tenants), query };
  const pairs = query.split('&');
  const isTenant = (pair: string) => new URLSearchParams(pair).has('tenant');
  const named = [...headers, ...pairs.filter(isTenant).map((pair) => new URLSearchParams(pair).get('tenant') ?? '')];
  return {
    tenant: chooseTenant([...new Set(named)], tenants),
    query: pairs.filter((pair) => !isTenant(pair)).join('&'),
  };
}

function chooseTenant(named: readonly string[], tenants: readonly string[]): string {
  const [chosen, ...others] = named.length > 0 ? named : tenants;
  if (named.length === 0 && (chosen === undefined || others.length > 0)) {
    throw new AppError('ERR_TENANT_REQUIRED', 'Name the tenant in the header `X-Stella-Tenant`.');
  }
  if (chosen === undefined || others.length > 0 || !tenants.includes(chosen)) {
    throw new AppError('ERR_TENANT_MISMATCH', 'You have no role in the tenant that the request names.');
  }
  return chosen;
}
