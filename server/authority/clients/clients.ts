import type { JWK } from 'jose';
import type { ClientMetadata } from 'oidc-provider';
import type { Config } from '../../kernel/config/config.ts';
import { consoleScopes } from '../../contracts/scopes.ts';
import { identityScopes } from '../tokens/claims.ts';

/** All clients prove themselves with a key of their own (RFC 7523) and get tokens bound to a DPoP key (RFC 9449). */
const senderConstrained = {
  token_endpoint_auth_method: 'private_key_jwt',
  token_endpoint_auth_signing_alg: 'ES256',
  dpop_bound_access_tokens: true,
} as const satisfies Partial<ClientMetadata>;

/** The BFF, which signs people in. */
export function consoleClient(config: Config, publicKey: JWK): ClientMetadata {
  return {
    ...senderConstrained,
    client_id: config.clientId,
    client_name: 'StellaOps Console',
    jwks: { keys: [publicKey] },
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    scope: [...identityScopes, ...consoleScopes].join(' '),
    redirect_uris: [new URL('/bff/callback', config.publicOrigin).href],
    post_logout_redirect_uris: [new URL('/', config.publicOrigin).href],
    backchannel_logout_uri: new URL('/bff/backchannel-logout', config.publicOrigin).href,
    backchannel_logout_session_required: true,
    require_pushed_authorization_requests: true,
  };
}

/** A service that speaks to the Evidence Locker for itself; tokens/resources.ts says what it may ask for there. */
export function serviceClient(clientId: string, publicKey: JWK): ClientMetadata {
  return {
    ...senderConstrained,
    client_id: clientId,
    jwks: { keys: [publicKey] },
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
  };
}
