import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../../kernel/logging/logger.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import { auditedSession } from '../audit/audited-person.ts';
import { atMost } from './at-most.ts';
import type { Session } from './session.ts';
import type { TokenSet } from './token-set.ts';
import { leaseSeconds, type LeasedTokens, type VaultLeases } from './vault-lease.ts';

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

export interface TokenRefreshParts {
  readonly leases: VaultLeases;
  readonly audit: AuditTrail;
  readonly logger: Logger;
  /** Asks the provider. Throws `RefreshRefused`, or anything else where it cannot be asked. */
  readonly refresh: (tokens: TokenSet, audience: string, subject: string) => Promise<TokenSet>;
}

export type RefreshOutcome = 'done' | 'session-ended' | 'still-busy';

/**
 * Puts new tokens into the vault, as the only one among all instances, unless `isGood` says that somebody else has just
 * done so. Throws `RefreshRefused`, and what `refresh` throws otherwise.
 */
export type TokenRefresh = (
  session: Session,
  audience: string,
  isGood: (tokens: TokenSet) => boolean,
) => Promise<RefreshOutcome>;

const longestWaitMs = 40_000;
const lookAgainMs = 150;
const writeAttempts = 5;

/** After a pause all sessions come at once. More would only wait for each other, with leases to renew meanwhile. */
const mostAtOnce = 64;

export function createTokenRefresh({ leases, audit, logger, refresh }: TokenRefreshParts): TokenRefresh {
  const inTurn = atMost(mostAtOnce);

  /** While the provider takes its time, nobody else may think that this instance has died. */
  async function whileLeased<T>(idHash: string, work: () => Promise<T>): Promise<T> {
    const renewal = setInterval(
      () => {
        leases.renew(idHash).catch((error: unknown) => logger.warn({ error }, 'A lease could not be renewed'));
      },
      (leaseSeconds * 1000) / 3,
    );
    try {
      return await work();
    } finally {
      clearInterval(renewal);
    }
  }

  /** A refresh token works once: what came for it must not be lost to a database that is away for a moment. */
  async function write(idHash: string, version: number, tokens: TokenSet): Promise<boolean> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await leases.write(idHash, version, tokens);
      } catch (error) {
        if (attempt === writeAttempts) throw error;
        logger.warn({ error, attempt }, 'New tokens could not be written; trying again');
        await delay(lookAgainMs * attempt);
      }
    }
  }

  /** False where it came too late: another instance took this one for dead and wrote, or the session has ended. */
  async function refreshLeased(session: Session, audience: string, leased: LeasedTokens): Promise<boolean> {
    const { idHash, subject } = session;
    try {
      return await whileLeased(idHash, async () => {
        const renewed = await refresh(leased.tokens, audience, subject);
        return write(idHash, leased.version, renewed);
      });
    } catch (error) {
      await leases.release(idHash);
      if (!(error instanceof RefreshRefused)) throw error;
      // Refused may be only what another instance has used up meanwhile; the tokens that it got are good.
      if ((await leases.versionOf(idHash)) === leased.version) throw error;
      return false;
    }
  }

  async function refreshUntil(
    deadline: number,
    session: Session,
    audience: string,
    isGood: (tokens: TokenSet) => boolean,
  ): Promise<RefreshOutcome> {
    const { idHash } = session;
    while (performance.now() < deadline) {
      const leased = await leases.acquire(idHash);
      if (leased === 'gone') return 'session-ended';
      if (leased === 'busy') {
        await delay(lookAgainMs);
        continue;
      }
      if (isGood(leased.tokens)) {
        await leases.release(idHash);
        return 'done';
      }
      if (await refreshLeased(session, audience, leased)) {
        await audit.record({ kind: 'token.refreshed', ...auditedSession(session) });
        return 'done';
      }
      logger.warn({ session: idHash }, 'A refresh came too late and was dropped');
    }
    return 'still-busy';
  }

  return (session, audience, isGood) => {
    const deadline = performance.now() + longestWaitMs;
    return inTurn(() => refreshUntil(deadline, session, audience, isGood));
  };
}
