import { randomUUID } from 'node:crypto';
import { evidenceLockerScopes, exportCenterScopes } from '../../../contracts/scopes.ts';
import { clientId } from './client-check.ts';
import type { Grant } from './grants.ts';
import { changed } from './misbehaviour.ts';
import type { ProviderKind } from './provider-kind.ts';
import type { ProviderParts } from './provider-parts.ts';

export interface TokenRequest {
  readonly grant: Grant;
  /** `resource` of the request; empty where it named none. */
  readonly resource: string;
  /** All or some of those granted. */
  readonly scope: string;
  /** Thumbprint of the key that the token is bound to; undefined for a token that is bound to none. */
  readonly jkt: string | undefined;
}

const upstreams = {
  'urn:stellaops:export-center': exportCenterScopes,
  'urn:stellaops:evidence-locker': evidenceLockerScopes,
} as const satisfies Record<string, readonly string[]>;

function audienceOf(accessTokens: ProviderKind['accessTokens'], resource: string, scope: string): string | string[] {
  if (accessTokens === 'of-resource' || accessTokens === 'opaque') return resource;
  const held = scope.split(' ');
  const named = Object.entries(upstreams).filter(
    ([, scopes]: [string, readonly string[]]) =>
      accessTokens === 'of-all' || scopes.some((name) => held.includes(name)),
  );
  return named.map(([audience]) => audience);
}

/** An answer of the token endpoint, without the tokens that not every answer has. */
export async function accessTokenAnswer(parts: ProviderParts, { grant, resource, scope, jkt }: TokenRequest) {
  const { provider, kind, keys, now } = parts;
  const { person, authTime } = grant;
  const lifetime = provider.accessTokenSeconds;
  const claims = {
    iss: provider.url, aud: audienceOf(kind.accessTokens, resource, scope), sub: person.subject,
    client_id: clientId, jti: randomUUID(), iat: now(), exp: now() + lifetime, auth_time: authTime, scope,
    'stella:tenants': person.tenants, ...(jkt === undefined ? {} : { cnf: { jkt } }),
  }; // prettier-ignore
  const token = kind.accessTokens === 'opaque' ? randomUUID() : await keys.sign(claims, { typ: 'at+jwt' });
  provider.secrets.push(token);
  return { access_token: token, token_type: jkt === undefined ? 'Bearer' : 'DPoP', expires_in: lifetime, scope };
}

export async function idTokenOf({ provider, kind, keys, now }: ProviderParts, grant: Grant): Promise<string> {
  const { person, authTime, nonce } = grant;
  const right = {
    iss: provider.url, aud: clientId, sub: person.subject, sid: person.sid, nonce, iat: now(), exp: now() + 300,
    auth_time: authTime, name: `Person ${person.subject}`, preferred_username: person.subject,
    // Otherwise the access token says it.
    ...(kind.accessTokens === 'opaque' ? { 'stella:tenants': person.tenants } : {}),
  }; // prettier-ignore
  const { idToken, idTokenHeader, idTokenText = (token) => token } = provider.misbehaviour;
  const token = idTokenText(await keys.sign(changed(right, idToken), idTokenHeader));
  provider.secrets.push(token);
  return token;
}
