import type { IncomingHttpHeaders } from 'node:http';

/** A single challenge of a scheme that presents access tokens (RFC 9110, section 11.2): a browser asks nobody for a password. */
const tokenChallenge = /^(?:DPoP|Bearer) +[\w-]+=(?:"[^"]*"|[\w.-]+)(?: *, *[\w-]+=(?:"[^"]*"|[\w.-]+))*$/i;
const parameters = /([\w-]+)=(?:"([^"]*)"|([\w.-]+))/g;

/**
 * Why a service does not take the token of a call, as its `WWW-Authenticate` says: `invalid_token`, `insufficient_scope`
 * (RFC 6750, section 3.1), `use_dpop_nonce` (RFC 9449, section 9), `insufficient_user_authentication` (RFC 9470).
 */
export function challengeError({ 'www-authenticate': challenge = '' }: IncomingHttpHeaders): string | undefined {
  if (!tokenChallenge.test(challenge)) return undefined;
  for (const [, name, quoted, plain] of challenge.matchAll(parameters)) if (name === 'error') return quoted ?? plain;
  return undefined;
}
