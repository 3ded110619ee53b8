import * as openid from 'openid-client';
import type { Config } from '../../kernel/config/config.ts';
import { keyPairOf, newDpopKey } from '../sessions/dpop-key.ts';
import { RefreshRefused } from '../sessions/token-refresh.ts';
import type { TokenSet } from '../sessions/token-set.ts';
import { createAudienceRequests, grantedScopes } from './audience-requests.ts';
import { redirectUriOf } from './authorization-request.ts';
import { allAudiences, shareAccessToken, takeTokens } from './granted-tokens.ts';
import { checkIdToken, refuseOldIdToken } from './id-token.ts';
import { isBesideSession, type LoginTransaction } from './login-transaction.ts';
import type { OpenIdProvider, SignedIn } from './openid-provider.ts';
import { SignInRefused } from './provider-errors.ts';
import { createProviderKeys } from './provider-keys.ts';
import { personOf } from './token-response.ts';

export interface TokenRequestParts extends Pick<OpenIdProvider, 'giveUp'> {
  readonly config: Config;
  readonly configuration: () => Promise<openid.Configuration>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What the token endpoint is asked for. Both throw errors of openid-client too. */
export interface TokenRequests {
  /** Throws `SignInRefused`. */
  redeem(callbackQuery: string, transaction: LoginTransaction): Promise<SignedIn>;
  /** Throws `RefreshRefused`. */
  readonly refresh: OpenIdProvider['refresh'];
}

type GrantAnswer = openid.TokenEndpointResponse & openid.TokenEndpointResponseHelpers;

/** Clocks differ, and `auth_time` is in whole seconds. */
const clockToleranceSeconds = 5;

export function createTokenRequests({ config, configuration, now, giveUp }: TokenRequestParts): TokenRequests {
  const { clientId } = config;
  const audiences = allAudiences(config);
  const audienceRequests = createAudienceRequests(config);
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

  async function redeem(callbackQuery: string, transaction: LoginTransaction): Promise<SignedIn> {
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
      new URL(`${redirectUriOf(config)}?${callbackQuery}`),
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

  return { redeem, refresh };
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
