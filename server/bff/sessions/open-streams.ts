import type { Response } from 'express';
import { AppError } from '../../kernel/http/errors.ts';
import type { Sessions } from './sessions.ts';

/** A browser shares one stream among its tabs; this many leaves room for downloads beside it. */
const mostOfSession = 24;

/**
 * The event streams and downloads that run under a session. They last longer than the check at their start, so the end
 * of the session ends them, on every instance.
 */
export class OpenStreams {
  readonly #sessions: Sessions;
  readonly #open = new Map<string, Set<Response>>();

  constructor(sessions: Sessions) {
    this.#sessions = sessions;
    sessions.onEnded((idHash) => this.#cut(idHash));
  }

  /** Throws `ERR_RATE_LIMIT` where the session has too many open already, `ERR_UNAUTHENTICATED` where it just ended. */
  async add(idHash: string, response: Response): Promise<void> {
    const responses = this.#open.get(idHash) ?? new Set();
    if (responses.size >= mostOfSession) {
      throw new AppError('ERR_RATE_LIMIT', 'Too many streams and downloads are open in this session; close some.', {
        headers: { 'Retry-After': '5' },
      });
    }
    this.#open.set(idHash, responses.add(response));
    response.once('close', () => {
      responses.delete(response);
      if (responses.size === 0 && this.#open.get(idHash) === responses) this.#open.delete(idHash);
    });
    // It may have ended between the check of the request and the line above, when there was nothing here to cut.
    if (!(await this.#sessions.find(idHash))) {
      throw new AppError('ERR_UNAUTHENTICATED', 'Your session has ended. Sign in again.');
    }
  }

  /** Ends the streams of sessions that have expired, or whose end was announced while nobody listened. */
  async check(): Promise<void> {
    const open = [...this.#open.keys()];
    if (open.length === 0) return;
    const running = await this.#sessions.running(open);
    for (const idHash of open) {
      if (running.has(idHash)) continue;
      this.#sessions.forget(idHash);
      this.#cut(idHash);
    }
  }

  /** Ends every event stream at the end of an event, as it were: an EventSource comes back by itself, to another instance. */
  endEventStreams(): void {
    for (const response of [...this.#open.values()].flatMap((responses) => [...responses])) {
      if (String(response.getHeader('content-type')).startsWith('text/event-stream')) response.end();
    }
  }

  cutAll(): void {
    for (const idHash of this.#open.keys()) this.#cut(idHash);
  }

  /** In the middle: a download must be seen as incomplete, and an EventSource finds the session gone as it returns. */
  #cut(idHash: string): void {
    for (const response of this.#open.get(idHash) ?? []) response.destroy();
    this.#open.delete(idHash);
  }
}
