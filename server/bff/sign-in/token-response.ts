import { decodeJwt, type JWTPayload } from 'jose';
import type { IDToken, TokenEndpointResponse } from 'openid-client';
import { isRole, type Role } from '../../contracts/roles.ts';
import type { SignedInPerson } from '../sessions/session.ts';
import type { AccessToken } from '../sessions/token-set.ts';

/** Where a provider tells no lifetime, a short one is assumed: refreshing early costs little. */
const assumedLifetimeSeconds = 300;

/** `claims` are those of a JWT access token; other formats are for the upstream alone. `now` in milliseconds. */
export function readAccessToken(
  answer: TokenEndpointResponse,
  now: number,
): { token: AccessToken; claims: JWTPayload | undefined } {
  const claims = claimsOf(answer.access_token);
  const scopes = answer.scope ?? (typeof claims?.['scope'] === 'string' ? claims['scope'] : '');
  const lifetime = answer.expires_in ?? (claims?.exp === undefined ? assumedLifetimeSeconds : claims.exp - now / 1000);
  const token: AccessToken = {
    value: answer.access_token,
    scheme: answer.token_type === 'dpop' ? 'DPoP' : 'Bearer',
    scopes: scopes.split(' ').filter((name) => name !== ''),
    issuedAt: now,
    expiresAt: now + Math.floor(lifetime * 1000),
  };
  return { token, claims };
}

/** `{acme: ["operator"]}`; roles unknown here grant nothing. Undefined where the claim is missing. */
export function rolesByTenant(claim: unknown): Record<string, Role[]> | undefined {
  if (typeof claim !== 'object' || claim === null || Array.isArray(claim)) return undefined;
  const entries = Object.entries(claim).flatMap(([tenant, held]: [string, unknown]) =>
    Array.isArray(held) ? [[tenant, held.filter((role) => typeof role === 'string').filter(isRole)] as const] : [],
  );
  return Object.fromEntries(entries);
}

/** The person as the ID token says. */
export function personOf(identity: IDToken): SignedInPerson {
  const text = (claim: string) => {
    const value = identity[claim];
    return typeof value === 'string' && value !== '' ? value.slice(0, 256) : undefined;
  };
  const userName = text('preferred_username') ?? identity.sub;
  return {
    subject: identity.sub,
    providerSid: text('sid') ?? null,
    userName,
    displayName: text('name') ?? userName,
    email: text('email') ?? null,
    // Without `auth_time` the sign-in cannot be older than its token is claimed to be; a step-up does not accept that.
    authTime: new Date((identity.auth_time ?? identity.iat) * 1000),
  };
}

function claimsOf(token: string): JWTPayload | undefined {
  try {
    return decodeJwt(token);
  } catch {
    return undefined;
  }
}
