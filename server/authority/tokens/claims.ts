import type { AccessToken, AccountClaims, ClientCredentials, KoaContextWithOIDC, UnknownObject } from 'oidc-provider';
import { consoleScopes } from '../../contracts/scopes.ts';
import type { UserDirectory } from '../users/user-directory.ts';
import type { User } from '../users/user.ts';

/** Scopes that say who someone is rather than what they may do at an API. Everybody may grant these. */
export const identityScopes = ['openid', 'profile', 'email'] as const;

/**
 * Which claim of ID token and userinfo answer comes with which scope. The console is the client, not an API: what it
 * decides by itself it takes from its ID token, so the console's scopes release the roles there.
 */
export function claimsOfScopes(tenantsClaim: string): Record<string, string[]> {
  return {
    openid: ['sub', 'sid', 'auth_time'],
    profile: ['name', 'preferred_username'],
    email: ['email', 'email_verified'],
    ...Object.fromEntries(consoleScopes.map((scope) => [scope, [tenantsClaim]])),
  };
}

/** All that can be told of a user in an ID token or userinfo answer. */
export function identityClaims(user: User, tenantsClaim: string): AccountClaims {
  return {
    sub: user.subject,
    name: user.displayName,
    preferred_username: user.userName,
    email: user.email,
    email_verified: true,
    [tenantsClaim]: user.tenants,
  };
}

/**
 * What our access tokens carry besides RFC 9068's claims: roles by tenant, from which a service computes the caller's
 * rights; `auth_time`, by which it demands a fresh sign-in (RFC 9470); the name for its audit lines.
 * Tokens of a service's own identity carry none of it.
 */
export async function accessTokenClaims(
  ctx: KoaContextWithOIDC,
  token: AccessToken | ClientCredentials,
  users: UserDirectory,
  tenantsClaim: string,
): Promise<UnknownObject | undefined> {
  if (token.kind !== 'AccessToken') return undefined;
  const user = await users.find(token.accountId);
  if (!user) return undefined;
  const { AuthorizationCode: code, RefreshToken: refreshToken } = ctx.oidc.entities;
  return {
    [tenantsClaim]: user.tenants,
    auth_time: (code ?? refreshToken)?.authTime,
    name: user.displayName,
    preferred_username: user.userName,
  };
}
