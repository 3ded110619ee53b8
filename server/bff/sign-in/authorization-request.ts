import * as openid from 'openid-client';
import { consoleScopes, evidenceLockerScopes, exportCenterScopes } from '../../contracts/scopes.ts';
import type { Config } from '../../kernel/config/config.ts';
import { createAudienceRequests } from './audience-requests.ts';
import type { LoginTransaction } from './login-transaction.ts';
import { providerUnavailable } from './provider-errors.ts';

const scope = ['openid', 'profile', 'email', ...consoleScopes, ...exportCenterScopes, ...evidenceLockerScopes].join(
  ' ',
);

/** Where the browser comes back to: from the configuration, never from a request. */
export function redirectUriOf({ publicOrigin }: Pick<Config, 'publicOrigin'>): string {
  return new URL('/bff/callback', publicOrigin).href;
}

/**
 * Where to send the browser for a sign-in: with PKCE, state and nonce of its transaction, pushed where the provider takes
 * that (RFC 9126). Throws `ERR_UNAVAILABLE`.
 */
export function createSignInUrl(
  config: Config,
  configuration: () => Promise<openid.Configuration>,
): (transaction: LoginTransaction) => Promise<URL> {
  const { ofSignIn } = createAudienceRequests(config);

  return async ({ purpose, state, nonce, verifier }) => {
    const server = await configuration();
    const parameters = new URLSearchParams({
      redirect_uri: redirectUriOf(config),
      scope,
      state,
      nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...(purpose === 'step-up' ? { max_age: '0' } : {}),
    });
    for (const [name, value] of ofSignIn) parameters.append(name, value);
    const { pushed_authorization_request_endpoint: pushesRequests } = server.serverMetadata();
    try {
      return pushesRequests
        ? await openid.buildAuthorizationUrlWithPAR(server, parameters)
        : openid.buildAuthorizationUrl(server, parameters);
    } catch (error) {
      throw providerUnavailable(error);
    }
  };
}
