import type { Logger } from '../../kernel/logging/logger.ts';
import { repeat, type Repetition } from '../../kernel/repeat.ts';
import type { OpenStreams } from './open-streams.ts';

const everyMs = 1000;

/**
 * The word that a session has ended comes at once, but it may be lost with the connection that it comes on. So that
 * streams end within two seconds all the same, those that are open are looked up every second, in one query.
 */
export function watchOpenStreams(streams: OpenStreams, logger: Logger): Repetition {
  let failing = false;

  async function check(): Promise<void> {
    await streams.check();
    failing = false;
  }

  function onError(error: unknown): void {
    if (!failing) logger.warn({ error }, 'Open streams cannot be checked; trying every second');
    failing = true;
  }

  return repeat(check, { everyMs, onError });
}
