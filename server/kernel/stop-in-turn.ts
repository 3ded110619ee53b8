import type { Logger } from './logging/logger.ts';

/** Stops one part of the program: finishes what is under way for at most `graceMs`, ends the rest. */
export type Stop = (options: { readonly graceMs: number }) => Promise<unknown>;

/**
 * Stops parts one after the other. The time is one for all: who stops last has what those before have left. Where one
 * fails, as without its database, the others are stopped all the same.
 */
export async function stopInTurn(stops: readonly Stop[], graceMs: number, logger: Logger): Promise<void> {
  const deadline = performance.now() + graceMs;
  for (const stop of stops) {
    try {
      await stop({ graceMs: Math.max(0, deadline - performance.now()) });
    } catch (error) {
      logger.error({ error }, 'A part of the program did not stop cleanly');
    }
  }
}
