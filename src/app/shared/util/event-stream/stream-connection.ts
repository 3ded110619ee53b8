import { createParser } from 'eventsource-parser';
import type { StreamEvent, StreamListener, StreamState } from './stream.ts';

/** The server writes a comment every 15 s; two missed and a second of grace are a drop. */
const silenceMs = 31_000;
const firstDelayMs = 1000;
const longestDelayMs = 60_000;
/** Answers that waiting does not change. */
const finalStatuses: readonly number[] = [400, 401, 403, 404, 405, 410];

/** What the connection needs of its surroundings; specs give their own clock and server. */
export interface ConnectionEnvironment {
  readonly fetch: typeof fetch;
  readonly now: () => number;
  /** Returns how to cancel. */
  readonly schedule: (work: () => void, ms: number) => () => void;
}

/** The browser's own, in a tab and in a worker alike. */
export const browserEnvironment: ConnectionEnvironment = {
  fetch: (...request) => fetch(...request),
  now: () => Date.now(),
  schedule: (work, ms) => {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};

/**
 * One stream of server-sent events, kept open: resumes after the last event by `Last-Event-ID`, waits 1, 2, 4 … 60 s
 * between attempts, and takes silence for a drop. Reads with `fetch`, because EventSource tells neither of heartbeats
 * (comments) nor of the status of a refusal.
 */
export class StreamConnection {
  readonly #url: string;
  readonly #listener: StreamListener;
  readonly #environment: ConnectionEnvironment;
  #abort = new AbortController();
  #cancelTimer: () => void = () => undefined;
  #lastEventId: string | undefined;
  #lastContactAt: number | undefined;
  #failures = 0;
  #closed = false;

  constructor(url: string, listener: StreamListener, environment: ConnectionEnvironment = browserEnvironment) {
    this.#url = url;
    this.#listener = listener;
    this.#environment = environment;
    listener.onState({ kind: 'connecting' });
    void this.#connect();
  }

  close(): void {
    this.#closed = true;
    this.#cancelTimer();
    this.#abort.abort();
  }

  /** Ends a wait early, for example because the browser is online again. */
  retryNow(): void {
    if (this.#closed || this.#failures === 0) return;
    this.#cancelTimer();
    this.#abort.abort();
    void this.#connect();
  }

  async #connect(): Promise<void> {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    try {
      this.#watchForSilence();
      const response = await this.#request(signal);
      if (finalStatuses.includes(response.status)) {
        this.#refuse(response.status);
        return;
      }
      if (response.ok && response.body !== null) await this.#read(response.body, signal);
    } catch {
      // A network that is down, a proxy that cut the stream, our own abort after silence: all are a drop.
    }
    // `signal` differs from the current one when `retryNow` has already begun the next attempt.
    if (!this.#closed && signal === this.#abort.signal) this.#waitForRetry();
  }

  #request(signal: AbortSignal): Promise<Response> {
    return this.#environment.fetch(this.#url, {
      headers: {
        Accept: 'text/event-stream',
        'X-Stella-Console': '1',
        'X-Stella-Activity': 'background',
        ...(this.#lastEventId !== undefined && { 'Last-Event-ID': this.#lastEventId }),
      },
      cache: 'no-store',
      signal,
    });
  }

  async #read(body: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<void> {
    const parser = createParser({
      onId: (id) => (this.#lastEventId = id),
      onEvent: ({ id, event, data }) => this.#listener.onEvent({ id, type: event ?? 'message', data: parsed(data) }),
    });
    const reader = body.pipeThrough<string>(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader();
    signal.addEventListener('abort', () => void reader.cancel().catch(() => undefined));
    this.#heard();
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      this.#heard();
      parser.feed(chunk.value);
    }
  }

  #heard(): void {
    this.#lastContactAt = this.#environment.now();
    if (this.#failures > 0 || !this.#live) this.#report({ kind: 'live' });
    this.#failures = 0;
    this.#watchForSilence();
  }

  #watchForSilence(): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#environment.schedule(() => this.#abort.abort(), silenceMs);
  }

  #waitForRetry(): void {
    this.#cancelTimer();
    const delay = Math.min(firstDelayMs * 2 ** this.#failures, longestDelayMs);
    this.#failures += 1;
    const retryAt = this.#environment.now() + delay;
    this.#report({ kind: 'reconnecting', retryAt, lastContactAt: this.#lastContactAt });
    this.#cancelTimer = this.#environment.schedule(() => void this.#connect(), delay);
  }

  #refuse(status: number): void {
    this.close();
    this.#report({ kind: 'refused', status });
  }

  #live = false;

  #report(state: StreamState): void {
    this.#live = state.kind === 'live';
    this.#listener.onState(state);
  }
}

function parsed(data: string): StreamEvent['data'] {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
