import type { TabMessage, WorkerMessage } from './shared-messages.ts';
import type { StreamListener, StreamTransport } from './stream.ts';
import { TabTransport } from './tab-transport.ts';

/**
 * The streams of all tabs over one SharedWorker. Should the worker not start, this tab connects by itself, so that a
 * broken worker costs connections but never the live view.
 */
export class SharedWorkerTransport implements StreamTransport {
  readonly #listeners = new Map<string, StreamListener>();
  readonly #port: MessagePort;
  #fallback: Map<string, () => void> | undefined;

  constructor() {
    const worker = new SharedWorker(new URL('./streams.worker', import.meta.url), { type: 'module', name: 'streams' });
    worker.addEventListener('error', () => this.#connectByItself());
    this.#port = worker.port;
    this.#port.addEventListener('message', ({ data }: MessageEvent<WorkerMessage>) => this.#deliver(data));
    this.#port.start();
    void this.#announce();
  }

  subscribe(url: string, listener: StreamListener): () => void {
    this.#listeners.set(url, listener);
    if (this.#fallback !== undefined) this.#connectTab(url, listener);
    else this.#post({ subscribe: url });
    return () => {
      this.#listeners.delete(url);
      this.#fallback?.get(url)?.();
      this.#fallback?.delete(url);
      this.#post({ unsubscribe: url });
    };
  }

  /** The lock must be ours before the worker asks for it, or it would take us for gone. */
  async #announce(): Promise<void> {
    const lock = `stella.tab.${crypto.randomUUID()}`;
    await navigator.locks.request(lock, () => {
      this.#post({ hello: lock });
      return new Promise<never>(() => undefined);
    });
  }

  #deliver(message: WorkerMessage): void {
    const listener = this.#listeners.get(message.url);
    if ('event' in message) listener?.onEvent(message.event);
    else listener?.onState(message.state);
  }

  #connectByItself(): void {
    this.#fallback ??= new Map();
    for (const [url, listener] of this.#listeners) this.#connectTab(url, listener);
  }

  #connectTab(url: string, listener: StreamListener): void {
    if (this.#fallback === undefined || this.#fallback.has(url)) return;
    this.#fallback.set(url, new TabTransport().subscribe(url, listener));
  }

  #post(message: TabMessage): void {
    this.#port.postMessage(message);
  }
}
