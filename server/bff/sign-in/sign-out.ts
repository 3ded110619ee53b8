import type { Logger } from '../../kernel/logging/logger.ts';
import type { EndReason, Session } from '../sessions/session.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { TokenSet } from '../sessions/token-set.ts';
import type { OpenIdProvider } from './openid-provider.ts';

/** Ends a session of ours, then tells where the browser goes to end the provider's. */
export type SignOut = (session: Session) => Promise<string>;

/** Our own session goes first: whatever the provider does or does not, the person is signed out here. */
export function createSignOut(sessions: Sessions, provider: OpenIdProvider, publicOrigin: string): SignOut {
  return async ({ idHash, providerSid }) => {
    await sessions.end(idHash, 'signed-out');
    try {
      return (await provider.signOutUrl(providerSid)).href;
    } catch {
      return new URL('/', publicOrigin).href;
    }
  };
}

/**
 * The provider knows already, or has refused the token; or another session of ours has taken the place of this one, in
 * the same session at the provider, which some end together with a revoked token (RFC 7009, section 2.1).
 */
const notRevoked: readonly EndReason[] = [
  'signed-out-at-provider',
  'refresh-refused',
  'replaced-by-sign-in',
  'replaced-by-step-up',
];

/** Makes the refresh token of an ended session useless. In the background: nobody waits for it, nothing depends on it. */
export function revokeEnded(provider: Pick<OpenIdProvider, 'revoke'>, logger: Logger) {
  return ({ tokens, idHash }: { tokens: TokenSet; idHash: string }, reason: EndReason): void => {
    if (notRevoked.includes(reason)) return;
    provider.revoke(tokens).catch((error: unknown) => {
      logger.warn({ error, session: idHash, reason }, 'A refresh token was not revoked; it ends by itself');
    });
  };
}
