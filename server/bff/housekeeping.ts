import type { Logger } from '../kernel/logging/logger.ts';
import type { OpenStreams } from './sessions/open-streams.ts';
import type { Sessions } from './sessions/sessions.ts';
import type { LogoutTokenMemory } from './sign-in/logout-token-memory.ts';

export interface HousekeepingParts {
  readonly sessions: Sessions;
  readonly streams: OpenStreams;
  readonly logoutTokens: LogoutTokenMemory;
  readonly logger: Logger;
}

const everyMs = 30_000;

/** Ends what has expired while nobody looked. Returns how to stop it, which waits for a round under way. */
export function startHousekeeping({ sessions, streams, logoutTokens, logger }: HousekeepingParts): () => Promise<void> {
  let round = Promise.resolve();

  async function tidy(): Promise<void> {
    try {
      await sessions.endExpired();
      await streams.check();
      await logoutTokens.forgetExpired(new Date());
    } catch (error) {
      logger.warn({ error }, 'Expired sessions could not be looked for; trying again');
    }
  }

  const timer = setInterval(() => {
    round = round.then(tidy);
  }, everyMs);
  return async () => {
    clearInterval(timer);
    await round;
  };
}
