import { AppError } from '../../kernel/http/errors.ts';
import type { Logger } from '../../kernel/logging/logger.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import { auditedSession } from '../audit/audited-person.ts';
import type { Session } from './session.ts';
import type { Sessions } from './sessions.ts';
import type { AccessToken, TokenSet } from './token-set.ts';
import { RefreshRefused, type TokenRefresh } from './token-refresh.ts';

export interface AccessTokenParts {
  readonly sessions: Sessions;
  readonly audit: AuditTrail;
  readonly logger: Logger;
  readonly refresh: TokenRefresh;
  readonly now?: () => number;
}

/** Hands out access tokens that will not expire on the way, and refreshes them once however many ask. */
export interface AccessTokens {
  /**
   * @returns the session too, whose tokens may be newer than those given.
   * @throws AppError `ERR_UNAUTHENTICATED` where the session has ended, `ERR_UNAVAILABLE` where the provider is down.
   */
  forAudience(session: Session, audience: string): Promise<TokenHeld>;
  /**
   * What to try once where a service takes a token for invalid before its time: the provider has other keys by now, has
   * revoked it, or clocks differ.
   * @returns undefined where the token is so new that another one would fare no better.
   * @throws as above; a person whom the provider has signed out is signed out here.
   */
  insteadOf(refused: TokenHeld, audience: string): Promise<TokenHeld | undefined>;
  /** Resolves when no refresh is under way; what the provider has given out must reach the vault. */
  settled(): Promise<void>;
}

export interface TokenHeld {
  readonly session: Session;
  readonly token: AccessToken;
}

/** A service that takes no token at all must not make the provider issue one for every call. */
const newMs = 60_000;

/** Each brings a token for one upstream, and other calls may be for the other. */
const mostAttempts = 5;

export function createAccessTokens({
  sessions,
  audit,
  logger,
  refresh,
  now = Date.now,
}: AccessTokenParts): AccessTokens {
  /** By id hash: the refresh of this process, which all calls of that session wait for. */
  const running = new Map<string, Promise<void>>();

  const tokenOf = (tokens: TokenSet, audience: string, leftMs: (token: AccessToken) => number) => {
    const token = tokens.accessTokens[audience];
    return token && token.expiresAt - now() > leftMs(token) ? token : undefined;
  };

  function refreshInTurn(session: Session, audience: string, refused?: AccessToken): Promise<void> {
    return inTurn(running, session.idHash, () => refreshOrEnd(session, audience, refused));
  }

  async function refreshOrEnd(session: Session, audience: string, refused?: AccessToken): Promise<void> {
    try {
      const outcome = await refresh(session, audience, (tokens) => {
        const token = tokenOf(tokens, audience, earlyMs);
        return token !== undefined && token.value !== refused?.value;
      });
      if (outcome === 'session-ended') throw signedOut();
      if (outcome === 'still-busy') throw unavailable();
    } catch (error) {
      if (!(error instanceof RefreshRefused)) throw error instanceof AppError ? error : unavailable(error);
      await audit.record({ kind: 'token.refused', ...auditedSession(session), reason: error.reason });
      await sessions.end(session.idHash, 'refresh-refused');
      throw signedOut();
    } finally {
      sessions.forget(session.idHash);
    }
  }

  /** Nobody waits for it: the token is still good for a while. */
  function refreshAhead(session: Session, audience: string): void {
    if (running.has(session.idHash)) return;
    refreshInTurn(session, audience).catch((error: unknown) => {
      logger.warn({ error, session: session.idHash }, 'Tokens could not be refreshed ahead of their end');
    });
  }

  return {
    async forAudience(given, audience) {
      let session = given;
      for (let attempt = 0; attempt < mostAttempts; attempt++) {
        const token = tokenOf(session.tokens, audience, lateMs);
        if (token) {
          if (token.expiresAt - now() <= earlyMs(token)) refreshAhead(session, audience);
          return { session, token };
        }
        await refreshInTurn(session, audience);
        const newer = await sessions.find(session.idHash);
        if (!newer) throw signedOut();
        session = newer;
      }
      throw unavailable();
    },

    async insteadOf({ session, token: refused }, audience) {
      if (session.tokens.refreshToken === null || now() - refused.issuedAt < newMs) return undefined;
      await refreshInTurn(session, audience, refused);
      const newer = await sessions.find(session.idHash);
      if (!newer) throw signedOut();
      const token = tokenOf(newer.tokens, audience, lateMs);
      return token && token.value !== refused.value ? { session: newer, token } : undefined;
    },

    async settled() {
      await Promise.allSettled(running.values());
    },
  };
}

/** So long before its end a token is refreshed, while it still serves: a fifth of its lifetime, at most half a minute. */
function earlyMs({ issuedAt, expiresAt }: AccessToken): number {
  return Math.min(30_000, (expiresAt - issuedAt) / 5);
}

/** With less than this left it might end on the way. */
function lateMs(token: AccessToken): number {
  return Math.min(5_000, earlyMs(token) / 2);
}

/** Joins the work that runs under this key, or starts it. */
async function inTurn(running: Map<string, Promise<void>>, key: string, work: () => Promise<void>): Promise<void> {
  const joined = running.get(key);
  if (joined) return joined;
  const started = work().finally(() => running.delete(key));
  running.set(key, started);
  return started;
}

function signedOut(): AppError {
  return new AppError('ERR_UNAUTHENTICATED', 'Your session has ended. Sign in again.');
}

function unavailable(cause?: unknown): AppError {
  return new AppError('ERR_UNAVAILABLE', 'The sign-in service does not answer at the moment. Try again.', {
    cause,
    headers: { 'Retry-After': '5' },
  });
}
