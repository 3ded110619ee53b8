/** A server-sent event as a browser would dispatch it, its data parsed. */
export interface SseEvent {
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
}

/** Reads a stream of server-sent events as an EventSource does (HTML, section 9.2.6). */
export interface SseReader {
  /** The next events; waits until there are as many. */
  take(count: number): Promise<SseEvent[]>;
  /** Milliseconds, as the server asked for. */
  readonly retry: number | undefined;
  /** The position that a reconnection would send. */
  readonly lastId: string;
  /** Resolves with the next comment. */
  heartbeat(): Promise<void>;
  /** Resolves when the server ends the stream. */
  readonly ended: Promise<void>;
  /** The stream ended with an error. */
  readonly failed: boolean;
  close(): void;
}

/** Resolves when the first block of the stream has arrived. */
export async function openSse(response: Response): Promise<SseReader> {
  if (!response.body) throw new Error(`No stream: ${response.status}`);
  if (response.status !== 200) throw new Error(`No stream: ${response.status} ${await response.text()}`);
  const reader = new BodySseReader(response.body);
  await reader.begun;
  return reader;
}

class BodySseReader implements SseReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #events: SseEvent[] = [];
  readonly #begun = Promise.withResolvers<undefined>();
  #changed = Promise.withResolvers<undefined>();
  #commented = Promise.withResolvers<undefined>();
  #isOver = false;
  readonly ended: Promise<void>;
  retry: number | undefined;
  lastId = '';
  failed = false;

  constructor(body: ReadableStream<Uint8Array>) {
    this.#reader = body.getReader();
    this.ended = this.#read();
  }

  get begun(): Promise<undefined> {
    return this.#begun.promise;
  }

  async take(count: number): Promise<SseEvent[]> {
    while (this.#events.length < count) {
      if (this.#isOver) throw new Error(`The stream ended after ${this.#events.length} of ${count} events`);
      this.#changed = Promise.withResolvers();
      await this.#changed.promise;
    }
    return this.#events.splice(0, count);
  }

  async heartbeat(): Promise<void> {
    this.#commented = Promise.withResolvers();
    await this.#commented.promise;
  }

  close(): void {
    void this.#reader.cancel().catch(() => undefined);
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    try {
      for (;;) {
        const { done, value } = await this.#reader.read();
        if (done) break;
        text += decoder.decode(value, { stream: true });
        const blocks = text.split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) this.#block(block);
        this.#changed.resolve(undefined);
      }
    } catch {
      this.failed = true;
    }
    this.#isOver = true;
    this.#changed.resolve(undefined);
    this.#begun.resolve(undefined);
  }

  #block(block: string): void {
    if (block.startsWith(':')) this.#commented.resolve(undefined);
    const fields = new Map(
      block
        .split('\n')
        .filter((line) => !line.startsWith(':'))
        .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trimStart()] as const),
    );
    const retry = fields.get('retry');
    if (retry !== undefined) this.retry = Number(retry);
    this.lastId = fields.get('id') ?? this.lastId;
    const data = fields.get('data');
    if (data !== undefined) {
      this.#events.push({
        id: this.lastId,
        event: fields.get('event') ?? 'message',
        data: JSON.parse(data) as unknown,
      });
    }
    this.#begun.resolve(undefined);
  }
}
