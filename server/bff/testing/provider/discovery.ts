import type { Express } from 'express';
import { changed } from './misbehaviour.ts';
import type { ProviderParts } from './provider-parts.ts';

/** The discovery document and the keys (OpenID Connect Discovery 1.0). */
export function mountDiscovery(app: Express, { provider, kind, keys }: ProviderParts): void {
  const { url } = provider;

  app.get('/.well-known/openid-configuration', (_request, response) => {
    const right = {
      issuer: url,
      authorization_endpoint: `${url}/auth`,
      token_endpoint: `${url}/token`,
      jwks_uri: `${url}/jwks`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: [kind.signsWith],
      token_endpoint_auth_methods_supported: [kind.authentication],
      ...(kind.pushesRequests ? { pushed_authorization_request_endpoint: `${url}/par` } : {}),
      ...(kind.bindsTokens ? { dpop_signing_alg_values_supported: ['ES256'] } : {}),
      ...(kind.namesItself ? { authorization_response_iss_parameter_supported: true } : {}),
      ...(kind.hasRevocation ? { revocation_endpoint: `${url}/revoke` } : {}),
      ...(kind.hasEndSession ? { end_session_endpoint: `${url}/end` } : {}),
    };
    const { discovery, discoveryEndpoint } = provider.misbehaviour;
    provider.discoveries++;
    if (discoveryEndpoint) discoveryEndpoint(response);
    else response.json(changed(right, discovery));
  });

  app.get('/jwks', async (_request, response) => {
    const { keysEndpoint, publishedKeys = (published) => published } = provider.misbehaviour;
    provider.keyRequests++;
    if (keysEndpoint) keysEndpoint(response);
    else response.json({ keys: publishedKeys(await keys.published()) });
  });
}
