import { grantedScopes, type Role } from '../../contracts/roles.ts';
import { isScope, type Scope } from '../../contracts/scopes.ts';

/** Who calls, as the access token (or the BFF's session) says. */
export interface Caller {
  readonly subject: string;
  /** What a person is called; only for showing. */
  readonly displayName?: string;
  readonly clientId: string;
  /** A service identity has no roles: its token's scopes are its rights, in any tenant that it names. */
  readonly kind: 'user' | 'service';
  /** Scopes of the token, those unknown here left out. */
  readonly scopes: readonly Scope[];
  /** Roles by tenant. */
  readonly tenants: Readonly<Record<string, readonly Role[]>>;
  /** When the person last signed in, in seconds since 1970 (OpenID Connect `auth_time`). */
  readonly authTime?: number;
}

/** What the caller may do in a tenant (contract.md section 1): scopes of the token that the roles there also grant. */
export function effectiveScopes(caller: Caller, tenant: string): Set<Scope> {
  if (caller.kind === 'service') return new Set(caller.scopes);
  const roles = Object.hasOwn(caller.tenants, tenant) ? caller.tenants[tenant] : undefined;
  return grantedScopes(caller.scopes, roles ?? []);
}

/** The known scopes of a space-separated `scope` claim. */
export function scopesOf(claim: unknown): Scope[] {
  return typeof claim === 'string' ? claim.split(' ').filter(isScope) : [];
}
