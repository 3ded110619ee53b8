import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../kernel/http/errors.ts';
import type { Logger } from '../../kernel/logging/logger.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import { auditedSession } from '../audit/audited-person.ts';
import type { Session } from './session.ts';
import type { Sessions } from './sessions.ts';
import type { AccessToken, TokenSet } from './token-set.ts';
import { leaseSeconds, type VaultLeases } from './vault-lease.ts';

/**
 * There will be no more tokens for this session: the provider does not take the refresh token any more, never gave one,
 * or answers with somebody else's. Nothing else ends a session.
 */
export class RefreshRefused extends Error {
  override readonly name = 'RefreshRefused';
  /** For the audit trail. */
  readonly reason: 'invalid_grant' | 'no_refresh_token' | 'another_person';

  constructor(reason: RefreshRefused['reason'], options?: ErrorOptions) {
    super(`No refresh: ${reason}`, options);
    this.reason = reason;
  }
}

export interface AccessTokenParts {
  readonly sessions: Sessions;
  readonly leases: VaultLeases;
  readonly audit: AuditTrail;
  readonly logger: Logger;
  /** Asks the provider. Throws `RefreshRefused`, or anything else where it cannot be asked. */
  readonly refresh: (tokens: TokenSet, audience: string, subject: string) => Promise<TokenSet>;
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
}

export interface TokenHeld {
  readonly session: Session;
  readonly token: AccessToken;
}

/** A service that takes no token at all must not make the provider issue one for every call. */
const newMs = 60_000;
const longestWaitMs = 40_000;
const lookAgainMs = 150;

export function createAccessTokens(parts: AccessTokenParts): AccessTokens {
  const { sessions, leases, audit, logger, refresh, now = Date.now } = parts;
  /** By id hash: the refresh of this process, which all calls of that session wait for. */
  const running = new Map<string, Promise<void>>();

  const usable = (tokens: TokenSet, audience: string): AccessToken | undefined => {
    const token = tokens.accessTokens[audience];
    return token && token.expiresAt - now() > marginMs(token) ? token : undefined;
  };

  async function refreshOnce(session: Session, audience: string, refused?: AccessToken): Promise<void> {
    const { idHash } = session;
    const deadline = performance.now() + longestWaitMs;
    while (performance.now() < deadline) {
      const leased = await leases.acquire(idHash);
      if (leased === 'gone') throw signedOut();
      if (leased === 'busy') {
        await delay(lookAgainMs);
        continue;
      }
      // Somebody else may have refreshed while this call was on its way.
      const current = usable(leased.tokens, audience);
      if (current && current.value !== refused?.value) return leases.release(idHash);
      const renewed = await underLease(idHash, () => refresh(leased.tokens, audience, session.subject));
      if (await leases.write(idHash, leased.version, renewed)) {
        return audit.record({ kind: 'token.refreshed', ...auditedSession(session) });
      }
      logger.warn({ session: idHash }, 'a refresh came too late and was dropped');
    }
    throw unavailable();
  }

  async function underLease<T>(idHash: string, work: () => Promise<T>): Promise<T> {
    const renewal = setInterval(
      () => {
        leases.renew(idHash).catch((error: unknown) => logger.warn({ error }, 'a lease could not be renewed'));
      },
      (leaseSeconds * 1000) / 3,
    );
    try {
      return await work();
    } catch (error) {
      await leases.release(idHash);
      throw error;
    } finally {
      clearInterval(renewal);
    }
  }

  async function refreshOrEnd(session: Session, audience: string, refused?: AccessToken): Promise<void> {
    try {
      await refreshOnce(session, audience, refused);
    } catch (error) {
      if (!(error instanceof RefreshRefused)) throw error instanceof AppError ? error : unavailable(error);
      await audit.record({ kind: 'token.refused', ...auditedSession(session), reason: error.reason });
      await sessions.end(session.idHash, 'refresh-refused');
      throw signedOut();
    } finally {
      sessions.forget(session.idHash);
    }
  }

  return {
    async forAudience(given, audience) {
      let session = given;
      for (let attempt = 0; attempt < 5; attempt++) {
        const token = usable(session.tokens, audience);
        if (token) return { session, token };
        try {
          await inTurn(running, session.idHash, () => refreshOrEnd(session, audience));
        } catch (error) {
          const old = session.tokens.accessTokens[audience];
          // The margin is for this: the provider is away for a moment, and the token still good.
          if (error instanceof AppError && error.code === 'ERR_UNAVAILABLE' && old && old.expiresAt > now()) {
            return { session, token: old };
          }
          throw error;
        }
        const newer = await sessions.find(session.idHash);
        if (!newer) throw signedOut();
        session = newer;
      }
      throw unavailable();
    },

    async insteadOf({ session, token: refused }, audience) {
      if (session.tokens.refreshToken === null || now() - refused.issuedAt < newMs) return undefined;
      await inTurn(running, session.idHash, () => refreshOrEnd(session, audience, refused));
      const newer = await sessions.find(session.idHash);
      if (!newer) throw signedOut();
      const token = usable(newer.tokens, audience);
      return token && token.value !== refused.value ? { session: newer, token } : undefined;
    },
  };
}

/** Refresh before the end, by a fifth of the lifetime but no more than half a minute. */
function marginMs({ issuedAt, expiresAt }: AccessToken): number {
  return Math.min(30_000, (expiresAt - issuedAt) / 5);
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
