import type { StreamEvent, StreamListener, StreamState, StreamTransport } from '../shared/util/event-stream/stream.ts';

/** Streams whose events a spec writes itself. */
export class FakeStreamTransport implements StreamTransport {
  readonly #listeners = new Map<string, StreamListener>();

  subscribe(url: string, listener: StreamListener): () => void {
    this.#listeners.set(url, listener);
    return () => this.#listeners.delete(url);
  }

  get urls(): readonly string[] {
    return [...this.#listeners.keys()];
  }

  emit(url: string, event: Partial<StreamEvent> & Pick<StreamEvent, 'type'>): void {
    this.#listeners.get(url)?.onEvent({ id: undefined, data: undefined, ...event });
  }

  report(url: string, state: StreamState): void {
    this.#listeners.get(url)?.onState(state);
  }
}
