import type { Logger } from '../kernel/logging/logger.ts';

/** What is done every half minute on every instance, by name. */
export type Chores = Readonly<Record<string, () => Promise<void>>>;

const everyMs = 30_000;

/**
 * Does what no request does. A chore that fails keeps no other from being done. Returns how to stop it, which waits for
 * a round under way.
 */
export function startHousekeeping(chores: Chores, logger: Logger): () => Promise<void> {
  let round = Promise.resolve();

  async function tidy(): Promise<void> {
    for (const [action, chore] of Object.entries(chores)) {
      try {
        await chore();
      } catch (error) {
        logger.warn({ error, action }, 'A chore could not be done; trying again');
      }
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
