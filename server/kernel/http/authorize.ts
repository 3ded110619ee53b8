import type { Request } from 'express';
import type { Scope } from '../../contracts/scopes.ts';
import { tenantId } from '../../contracts/values.ts';
import { effectiveScopes, type Caller } from './caller.ts';
import { AppError } from './errors.ts';

/** A person must have signed in within this time for what needs a fresh sign-in (contract.md, ‡). */
export const freshSeconds = 300;

/** The tenant that the call is for, by the rules of contract.md section 1. */
export function selectTenant(request: Request, caller: Caller): string {
  const asked = askedTenant(request);
  const known = Object.keys(caller.tenants);
  if (asked === undefined) {
    if (caller.kind === 'user' && known.length === 1 && known[0] !== undefined) return known[0];
    if (caller.kind === 'user' && known.length === 0) throw notYourTenant();
    throw new AppError('ERR_TENANT_REQUIRED', 'Name the tenant in X-Stella-Tenant or in ?tenant=.');
  }
  const allowed = caller.kind === 'service' ? tenantId.safeParse(asked).success : Object.hasOwn(caller.tenants, asked);
  if (!allowed) throw notYourTenant();
  return asked;
}

function askedTenant(request: Request): string | undefined {
  const header = request.get('x-stella-tenant');
  const parameter = request.query['tenant'];
  if (parameter === undefined) return header;
  if (typeof parameter !== 'string' || (header !== undefined && header !== parameter)) {
    throw new AppError('ERR_VALIDATION', 'Name one tenant, in X-Stella-Tenant or in ?tenant=.', {
      details: [{ path: 'query.tenant', message: 'must be one tenant, the same as in X-Stella-Tenant' }],
    });
  }
  return parameter;
}

function notYourTenant(): AppError {
  return new AppError('ERR_TENANT_MISMATCH', 'You have no role in this tenant. Choose one of yours.');
}

/** The caller's scopes in the tenant. @throws AppError ERR_SCOPE where `needed` is not among them. */
export function authorizeScope(needed: Scope, caller: Caller, tenant: string): Set<Scope> {
  const scopes = effectiveScopes(caller, tenant);
  requireScope({ scopes }, needed);
  return scopes;
}

/** For handlers whose scope depends on the object. @throws AppError ERR_SCOPE naming the scope. */
export function requireScope(call: { readonly scopes: ReadonlySet<Scope> }, scope: Scope): void {
  if (call.scopes.has(scope)) return;
  throw new AppError('ERR_SCOPE', `This needs the scope ${scope}, which you do not have in this tenant.`, {
    details: [{ path: 'scope', message: scope }],
    headers: { 'WWW-Authenticate': `DPoP error="insufficient_scope", scope="${scope}"` },
  });
}

/** @throws AppError ERR_FRESH_AUTH_REQUIRED with the challenge of RFC 9470. */
export function requireFreshSignIn(caller: Caller): void {
  const age = Date.now() / 1000 - (caller.authTime ?? 0);
  if (caller.authTime !== undefined && age <= freshSeconds) return;
  throw new AppError('ERR_FRESH_AUTH_REQUIRED', 'Sign in again to do this; the last sign-in is too long ago.', {
    headers: { 'WWW-Authenticate': `DPoP error="insufficient_user_authentication", max_age="${freshSeconds}"` },
  });
}
