import type { ConsoleProfile, Session as SessionFacts, TokenFacts } from '../../contracts/bff/session.ts';
import { grantedScopes } from '../../contracts/roles.ts';
import { consoleScopes } from '../../contracts/scopes.ts';
import type { Config } from '../../kernel/config/config.ts';
import { freshSeconds } from '../../kernel/http/authorize.ts';
import type { Session } from '../sessions/session.ts';

/** `GET /bff/session`: what the page may know of it. */
export function sessionFacts(session: Session | undefined): SessionFacts {
  if (!session) return { authenticated: false };
  return {
    authenticated: true,
    subject: session.subject,
    displayName: session.displayName,
    idleExpiresAt: session.idleExpiresAt.toISOString(),
    absoluteExpiresAt: session.absoluteExpiresAt.toISOString(),
    authTime: session.authTime.toISOString(),
  };
}

/**
 * The scopes that the tokens of a session carry. Those of the console itself stand in no access token, as the BFF is
 * the only one to ask for them; the roles decide over them alone.
 */
export function scopesOf({ tokens }: Session): Set<string> {
  return new Set([...consoleScopes, ...Object.values(tokens.accessTokens).flatMap(({ scopes }) => scopes)]);
}

/** `GET /console/profile`: the person in one tenant. `now` in milliseconds. */
export function consoleProfileOf(session: Session, tenant: string, issuer: string, now: number): ConsoleProfile {
  const roles = session.tokens.tenants[tenant] ?? [];
  const freshUntil = session.authTime.getTime() + freshSeconds * 1000;
  return {
    subject: session.subject,
    userName: session.userName,
    displayName: session.displayName,
    email: session.email,
    tenant,
    roles,
    scopes: [...grantedScopes(scopesOf(session), roles)].sort(),
    issuer,
    sessionLabel: session.label,
    authenticationTime: session.authTime.toISOString(),
    freshAuth: { active: freshUntil > now, expiresAt: new Date(freshUntil).toISOString() },
  };
}

/** `GET /console/token/introspect`: facts about the tokens, from what was noted when they came; never one of them. */
export function tokenFactsOf(
  { tokens }: Session,
  { issuer, clientId }: Pick<Config, 'issuer' | 'clientId'>,
  now: number,
): TokenFacts {
  return {
    tokens: Object.entries(tokens.accessTokens).map(([audience, { scheme, scopes, issuedAt, expiresAt }]) => ({
      audience,
      active: expiresAt > now,
      issuer,
      clientId,
      scopes: scopes.toSorted(),
      issuedAt: new Date(issuedAt).toISOString(),
      expiresAt: new Date(expiresAt).toISOString(),
      senderConstrained: scheme === 'DPoP' ? ('dpop' as const) : null,
    })),
    // Providers tell no end of a refresh token (RFC 6749 has no field for it).
    refresh: { present: tokens.refreshToken !== null, expiresAt: null },
  };
}
