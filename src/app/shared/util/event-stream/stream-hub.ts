import { StreamConnection } from './stream-connection.ts';
import type { StreamListener, StreamState } from './stream.ts';

type Connect = (url: string, listener: StreamListener) => { close(): void; retryNow(): void };

interface Shared {
  readonly listeners: Set<StreamListener>;
  readonly connection: ReturnType<Connect>;
  state: StreamState;
}

/** One connection a URL, however many listen: what the SharedWorker holds for all tabs. */
export class StreamHub {
  readonly #connect: Connect;
  readonly #streams = new Map<string, Shared>();

  constructor(connect: Connect = (url, listener) => new StreamConnection(url, listener)) {
    this.#connect = connect;
  }

  /** Returns how to stop; the connection closes with its last listener. */
  subscribe(url: string, listener: StreamListener): () => void {
    const running = this.#streams.get(url);
    // A refusal belongs to the session of that time; who asks now may be signed in again.
    const shared = running === undefined || running.state.kind === 'refused' ? this.#open(url, running) : running;
    shared.listeners.add(listener);
    listener.onState(shared.state);
    return () => this.#leave(url, listener);
  }

  retryNow(): void {
    for (const { connection } of this.#streams.values()) connection.retryNow();
  }

  #open(url: string, refused: Shared | undefined): Shared {
    const listeners = refused?.listeners ?? new Set<StreamListener>();
    const shared: Shared = {
      listeners,
      state: { kind: 'connecting' },
      connection: this.#connect(url, {
        onEvent: (event) => listeners.forEach((listener) => listener.onEvent(event)),
        onState: (state) => {
          const known = this.#streams.get(url);
          if (known !== undefined) known.state = state;
          listeners.forEach((listener) => listener.onState(state));
        },
      }),
    };
    this.#streams.set(url, shared);
    return shared;
  }

  #leave(url: string, listener: StreamListener): void {
    const shared = this.#streams.get(url);
    if (shared === undefined) return;
    shared.listeners.delete(listener);
    if (shared.listeners.size > 0) return;
    shared.connection.close();
    this.#streams.delete(url);
  }
}
