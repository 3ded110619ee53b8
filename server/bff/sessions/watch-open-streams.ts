import type { Logger } from '../../kernel/logging/logger.ts';
import { repeat, type Repetition } from '../../kernel/repeat.ts';
import type { OpenStreams } from './open-streams.ts';

/** For specs, which would wait as long. */
export interface WatchTimes {
  readonly everyMs: number;
  /** For so long is a session believed that cannot be looked up: a database that changes places needs about as much. */
  readonly believedMs: number;
}

const usual: WatchTimes = { everyMs: 1000, believedMs: 30_000 };

/**
 * The word that a session has ended comes at once, but it may be lost with the connection that it comes on. So that
 * streams end within two seconds all the same, those that are open are looked up every second, in one query. Where that
 * is not possible for half a minute, all are cut: an EventSource comes back by itself, a download is resumed, and
 * nothing runs on for a session of which nobody knows whether there still is one.
 */
export function watchOpenStreams(
  streams: Pick<OpenStreams, 'check' | 'cutAll'>,
  logger: Logger,
  { everyMs, believedMs }: WatchTimes = usual,
): Repetition {
  let failingSince: number | undefined;

  async function check(): Promise<void> {
    await streams.check();
    failingSince = undefined;
  }

  function onError(error: unknown): void {
    if (failingSince === undefined) logger.warn({ error }, 'Open streams cannot be checked; trying every second');
    failingSince ??= performance.now();
    if (performance.now() - failingSince >= believedMs) streams.cutAll();
  }

  return repeat(check, { everyMs, onError });
}
