import * as openid from 'openid-client';
import { consoleScopes, evidenceLockerScopes, exportCenterScopes } from '../../contracts/scopes.ts';
import type { Config } from '../../kernel/config/config.ts';
import { RefreshRefused } from '../sessions/token-refresh.ts';
import { keyPairOf, newDpopKey } from '../sessions/dpop-key.ts';
import type { SignedInPerson } from '../sessions/session.ts';
import type { TokenSet } from '../sessions/token-set.ts';
import { createAudienceRequests, grantedScopes } from './audience-requests.ts';
import { isBesideSession, type LoginTransaction } from './login-transaction.ts';
import { allAudiences, shareAccessToken, takeTokens } from './granted-tokens.ts';
import { checkIdToken, refuseOldIdToken } from './id-token.ts';
import { createLogoutTokenCheck, type LogoutToken } from './logout-token.ts';
import { isProviderSilent, providerUnavailable, refusalOf, SignInRefused } from './provider-errors.ts';
import { createProviderKeys } from './provider-keys.ts';
import { personOf } from './token-response.ts';

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
  /** New tokens of the same person. Throws `RefreshRefused`. */
  readonly refresh: (tokens: TokenSet, audience: string, subject: string) => Promise<TokenSet>;
  /** Best effort: nothing depends on it once our own session is gone. */
  revoke(tokens: Pick<TokenSet, 'refreshToken'>): Promise<void>;
  /** The same in the background, for tokens that nobody will use. */
  giveUp(tokens: Pick<TokenSet, 'refreshToken'>): void;
  /** Ends the provider's session too. No token stands in it: browsers and proxies keep addresses. */
  signOutUrl(providerSid: string | null): Promise<URL>;
  /** Throws `SignInRefused` where it is not a logout token for us. */
  checkLogoutToken(token: string): Promise<LogoutToken>;
}

type GrantAnswer = openid.TokenEndpointResponse & openid.TokenEndpointResponseHelpers;

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
  const { clientId } = config;
  const audiences = allAudiences(config);
  const audienceRequests = createAudienceRequests(config);
  const redirectUri = new URL('/bff/callback', config.publicOrigin).href;
  const checkLogoutToken = createLogoutTokenCheck(configuration);
  // ID tokens come from the provider itself, so a key that is not known yet is worth looking for at once.
  const keys = createProviderKeys(configuration, { cooldownMs: 0 });

  async function refresh(
    tokens: TokenSet,
    audience: string,
    subject: string,
    granted = grantedScopes(tokens),
  ): Promise<TokenSet> {
    if (tokens.refreshToken === null) throw new RefreshRefused('no_refresh_token');
    const server = await configuration();
    try {
      const bound = await boundBy(server, tokens);
      const asked = audienceRequests.ofRefresh(audience, granted);
      const answer = await openid.refreshTokenGrant(server, tokens.refreshToken, asked, bound);
      const identity = await identityIn(answer);
      if (identity && identity.sub !== subject) throw new RefreshRefused('another_person');
      return takeTokens(config, tokens, { asked: audience, answer, identity, now: now() });
    } catch (error) {
      if (error instanceof openid.ResponseBodyError && error.error === 'invalid_grant') {
        throw new RefreshRefused('invalid_grant', { cause: error });
      }
      throw error;
    }
  }

  async function redeemCode(callbackQuery: string, transaction: LoginTransaction): Promise<SignedIn> {
    const { state, nonce, verifier } = transaction;
    const server = await configuration();
    const [first] = audiences;
    let tokens: TokenSet = {
      dpopKey: bindsTokens(server) ? await newDpopKey() : null,
      refreshToken: null,
      accessTokens: {},
      tenants: {},
    };
    const answer = await openid.authorizationCodeGrant(
      server,
      new URL(`${redirectUri}?${callbackQuery}`),
      { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
      audienceRequests.ofCode(first),
      await boundBy(server, tokens),
    );
    try {
      const identity = await identityIn(answer);
      if (!identity) throw new SignInRefused('no_id_token');
      refuseOldIdToken(identity, transaction.startedAt);
      if (transaction.purpose === 'step-up') refuseOldSignIn(identity, transaction);
      tokens = takeTokens(config, tokens, { asked: first, answer, identity, now: now() });
      const granted = grantedScopes(tokens);
      for (const audience of stillMissing(tokens)) tokens = await refresh(tokens, audience, identity.sub, granted);
      return { person: personOf(identity), tokens: shareAccessToken(config, tokens) };
    } catch (error) {
      const refreshToken = tokens.refreshToken ?? answer.refresh_token ?? null;
      if (!isBesideSession(transaction)) giveUp({ refreshToken });
      throw error;
    }
  }

  /** After the code's token, those for which one of their own is to be had. */
  function stillMissing({ refreshToken, accessTokens }: TokenSet): readonly string[] {
    if (refreshToken === null) return [];
    return audiences.filter((audience) => audienceRequests.codeIsForAll || !accessTokens[audience]);
  }

  async function identityIn(answer: GrantAnswer): Promise<openid.IDToken | undefined> {
    const identity = answer.claims();
    if (identity) await checkIdToken(answer.id_token ?? '', identity, keys, { clientId, now: now() });
    return identity;
  }

  async function revoke({ refreshToken }: Pick<TokenSet, 'refreshToken'>): Promise<void> {
    if (refreshToken === null) return;
    const server = await configuration();
    if (server.serverMetadata().revocation_endpoint) await openid.tokenRevocation(server, refreshToken);
  }

  function giveUp(tokens: Pick<TokenSet, 'refreshToken'>): void {
    // Without an answer it ends by itself.
    revoke(tokens).catch(() => undefined);
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
      for (const [name, value] of audienceRequests.ofSignIn) parameters.append(name, value);
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
      try {
        return await redeemCode(callbackQuery, transaction);
      } catch (error) {
        throw isProviderSilent(error) ? providerUnavailable(error) : refusalOf(error);
      }
    },

    refresh,
    revoke,
    giveUp,

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
