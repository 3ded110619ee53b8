import * as openid from 'openid-client';
import type { Config } from '../../kernel/config/config.ts';
import type { SignedInPerson } from '../sessions/session.ts';
import type { TokenSet } from '../sessions/token-set.ts';
import { createSignInUrl } from './authorization-request.ts';
import type { LoginTransaction } from './login-transaction.ts';
import { createLogoutTokenCheck, type LogoutToken } from './logout-token.ts';
import { isProviderSilent, providerUnavailable, refusalOf } from './provider-errors.ts';
import { createTokenRequests } from './token-requests.ts';

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

export function createOpenIdProvider(
  config: Config,
  configuration: () => Promise<openid.Configuration>,
  now: () => number = Date.now,
): OpenIdProvider {
  const tokenRequests = createTokenRequests({ config, configuration, now, giveUp });

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
    signInUrl: createSignInUrl(config, configuration),

    async redeem(callbackQuery, transaction) {
      try {
        return await tokenRequests.redeem(callbackQuery, transaction);
      } catch (error) {
        throw isProviderSilent(error) ? providerUnavailable(error) : refusalOf(error);
      }
    },

    refresh: tokenRequests.refresh,
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

    checkLogoutToken: createLogoutTokenCheck(configuration),
  };
}
