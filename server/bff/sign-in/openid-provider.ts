import * as openid from 'openid-client';
import { consoleScopes, evidenceLockerScopes, exportCenterScopes } from '../../contracts/scopes.ts';
import type { Config } from '../../kernel/config/config.ts';
import { RefreshRefused } from '../sessions/access-tokens.ts';
import { keyPairOf, newDpopKey } from '../sessions/dpop-key.ts';
import type { SignedInPerson } from '../sessions/session.ts';
import type { TokenSet } from '../sessions/token-set.ts';
import type { LoginTransaction } from './login-transaction.ts';
import { createLogoutTokenCheck, type LogoutToken } from './logout-token.ts';
import { isProviderSilent, providerUnavailable, refusalOf, SignInRefused } from './provider-errors.ts';
import { personOf, readAccessToken, rolesByTenant } from './token-response.ts';

/** Who came back from the provider, and the tokens that came along. */
export interface SignedIn {
  readonly person: SignedInPerson;
  readonly tokens: TokenSet;
}

/** The OpenID provider as the BFF needs it. Everything throws `ERR_UNAVAILABLE` where it does not answer. */
export interface OpenIdProvider {
  /** Where to send the browser. */
  signInUrl(transaction: LoginTransaction): Promise<URL>;
  /** Checks the answer that the browser brought back and turns it into tokens. Throws `SignInRefused`. */
  redeem(callbackQuery: string, transaction: LoginTransaction): Promise<SignedIn>;
  /** Throws `RefreshRefused`. */
  readonly refresh: (tokens: TokenSet, audience: string) => Promise<TokenSet>;
  /** Best effort: nothing depends on it once our own session is gone. */
  revoke(tokens: TokenSet): Promise<void>;
  /** Ends the provider's session too. No token stands in it: browsers and proxies keep addresses. */
  signOutUrl(providerSid: string | null): Promise<URL>;
  /** Throws `SignInRefused` where it is not a logout token for us. */
  checkLogoutToken(token: string): Promise<LogoutToken>;
}

const scope = ['openid', 'profile', 'email', ...consoleScopes, ...exportCenterScopes, ...evidenceLockerScopes].join(
  ' ',
);

/** Clocks differ, and `auth_time` is in whole seconds. */
const clockToleranceSeconds = 5;

export function createOpenIdProvider(
  config: Config,
  configuration: () => Promise<openid.Configuration>,
  now: () => number = Date.now,
): OpenIdProvider {
  const audiences = [config.exportCenterAudience, config.evidenceLockerAudience] as const;
  const redirectUri = new URL('/bff/callback', config.publicOrigin).href;
  const checkLogoutToken = createLogoutTokenCheck(configuration);

  async function refresh(tokens: TokenSet, audience: string): Promise<TokenSet> {
    if (tokens.refreshToken === null) throw new RefreshRefused('The provider gave no refresh token');
    const server = await configuration();
    try {
      const answer = await openid.refreshTokenGrant(
        server,
        tokens.refreshToken,
        { resource: audience },
        await boundBy(server, tokens),
      );
      return withAnswer(tokens, audience, answer);
    } catch (error) {
      if (error instanceof openid.ResponseBodyError && error.error === 'invalid_grant') {
        throw new RefreshRefused('The provider refuses the refresh token', { cause: error });
      }
      throw error;
    }
  }

  function withAnswer(tokens: TokenSet, audience: string, answer: openid.TokenEndpointResponse): TokenSet {
    const { token, claims } = readAccessToken(answer, now());
    return {
      ...tokens,
      refreshToken: answer.refresh_token ?? tokens.refreshToken,
      accessTokens: { ...tokens.accessTokens, [audience]: token },
      tenants: rolesByTenant(claims?.[config.tenantsClaim]) ?? tokens.tenants,
    };
  }

  return {
    async signInUrl({ purpose, state, nonce, verifier }) {
      const server = await configuration();
      const parameters = new URLSearchParams({
        redirect_uri: redirectUri,
        scope,
        state,
        nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(purpose === 'step-up' ? { max_age: '0' } : {}),
      });
      for (const audience of audiences) parameters.append('resource', audience);
      const { pushed_authorization_request_endpoint: pushesRequests } = server.serverMetadata();
      try {
        return pushesRequests
          ? await openid.buildAuthorizationUrlWithPAR(server, parameters)
          : openid.buildAuthorizationUrl(server, parameters);
      } catch (error) {
        throw providerUnavailable(error);
      }
    },

    async redeem(callbackQuery, transaction) {
      const { state, nonce, verifier } = transaction;
      const server = await configuration();
      const [first, ...others] = audiences;
      try {
        const dpopKey = bindsTokens(server) ? await newDpopKey() : null;
        const empty: TokenSet = { dpopKey, refreshToken: null, accessTokens: {}, tenants: {} };
        const answer = await openid.authorizationCodeGrant(
          server,
          new URL(`${redirectUri}?${callbackQuery}`),
          { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
          { resource: first },
          await boundBy(server, empty),
        );
        const identity = answer.claims();
        if (!identity) throw new SignInRefused('no_id_token');
        if (transaction.purpose === 'step-up') refuseOldSignIn(identity, transaction);
        const tenants = rolesByTenant(identity[config.tenantsClaim]) ?? {};
        let tokens = withAnswer({ ...empty, tenants }, first, answer);
        if (tokens.refreshToken !== null) for (const audience of others) tokens = await refresh(tokens, audience);
        return { person: personOf(identity), tokens };
      } catch (error) {
        throw isProviderSilent(error) ? providerUnavailable(error) : refusalOf(error);
      }
    },

    refresh,

    async revoke({ refreshToken }) {
      if (refreshToken === null) return;
      const server = await configuration();
      if (server.serverMetadata().revocation_endpoint) await openid.tokenRevocation(server, refreshToken);
    },

    async signOutUrl(providerSid) {
      const home = new URL('/', config.publicOrigin);
      const server = await configuration();
      if (!server.serverMetadata().end_session_endpoint) return home;
      return openid.buildEndSessionUrl(server, {
        post_logout_redirect_uri: home.href,
        ...(providerSid === null ? {} : { logout_hint: providerSid }),
      });
    },

    checkLogoutToken,
  };
}

/** The provider was asked to sign the person in anew (`max_age=0`); that it did is checked here, not believed. */
function refuseOldSignIn({ auth_time: authTime }: openid.IDToken, { startedAt }: LoginTransaction): void {
  const earliest = startedAt / 1000 - clockToleranceSeconds;
  if (authTime === undefined || authTime < earliest) throw new SignInRefused('not_signed_in_anew');
}

/** Where the provider binds tokens to a key (RFC 9449), ours is an ES256 one. */
function bindsTokens(server: openid.Configuration): boolean {
  return server.serverMetadata().dpop_signing_alg_values_supported?.includes('ES256') === true;
}

async function boundBy(server: openid.Configuration, { dpopKey }: TokenSet): Promise<openid.DPoPOptions> {
  return dpopKey ? { DPoP: openid.getDPoPHandle(server, await keyPairOf(dpopKey)) } : {};
}
