import type { Logger } from '../../kernel/logging/logger.ts';
import type { ArtifactStore } from './artifact-store.ts';

const everyMilliseconds = 10 * 60 * 1000;

/** Deletes expired artifacts now and then, until the returned function is called and has settled. */
export function startPruning(store: ArtifactStore, logger: Logger): () => Promise<void> {
  let running = prune();
  const timer = setInterval(() => {
    running = prune();
  }, everyMilliseconds);
  timer.unref();

  return async () => {
    clearInterval(timer);
    await running;
  };

  async function prune(): Promise<void> {
    try {
      const count = await store.prune();
      if (count > 0) logger.debug({ count }, 'expired artifacts deleted');
    } catch (error) {
      logger.warn({ error }, 'expired artifacts could not be deleted; the next round tries again');
    }
  }
}
