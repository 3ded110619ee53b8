import { StreamConnection, type ConnectionEnvironment } from './stream-connection.ts';
import type { StreamEvent, StreamState } from './stream.ts';

/** A server, a clock and timers in the spec's hand. */
class FakeSurroundings implements ConnectionEnvironment {
  readonly requests: { readonly headers: Headers; readonly signal: AbortSignal }[] = [];
  readonly #timers = new Map<() => void, number>();
  #time = 0;
  #body: ReadableStreamDefaultController<Uint8Array> | undefined;
  /** What the next requests get; a stream by default. */
  status = 200;
  down = false;

  readonly fetch: typeof fetch = (_url, init) => {
    const signal = init?.signal ?? new AbortController().signal;
    this.requests.push({ headers: new Headers(init?.headers), signal });
    if (this.down) return Promise.reject(new TypeError('network'));
    const body = new ReadableStream<Uint8Array>({ start: (controller) => (this.#body = controller) });
    return Promise.resolve(new Response(body, { status: this.status }));
  };
  readonly now = (): number => this.#time;
  readonly schedule = (work: () => void, ms: number): (() => void) => {
    this.#timers.set(work, this.#time + ms);
    return () => this.#timers.delete(work);
  };

  send(text: string): Promise<void> {
    this.#body?.enqueue(new TextEncoder().encode(text));
    return turn();
  }

  cut(): Promise<void> {
    this.#body?.close();
    return turn();
  }

  async advance(ms: number): Promise<void> {
    this.#time += ms;
    for (const [work, at] of [...this.#timers]) {
      if (at > this.#time) continue;
      this.#timers.delete(work);
      work();
    }
    await turn();
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe('StreamConnection', () => {
  let surroundings: FakeSurroundings;
  let events: StreamEvent[];
  let states: StreamState[];
  let connection: StreamConnection;

  async function connect(): Promise<void> {
    const listener = { onEvent: (e: StreamEvent) => events.push(e), onState: (s: StreamState) => states.push(s) };
    connection = new StreamConnection('/api/export/events?tenant=acme', listener, surroundings);
    await turn();
  }

  const state = (): StreamState | undefined => states.at(-1);

  beforeEach(() => {
    surroundings = new FakeSurroundings();
    [events, states] = [[], []];
  });

  afterEach(() => connection.close());

  it('is live as soon as the server answers, and marks the call as background', async () => {
    await connect();
    expect(states.map(({ kind }) => kind)).toEqual(['connecting', 'live']);
    expect(surroundings.requests[0]?.headers.get('X-Stella-Activity')).toBe('background');
    expect(surroundings.requests[0]?.headers.get('X-Stella-Console')).toBe('1');
  });

  it('delivers events with id, type and parsed data, however the bytes are cut', async () => {
    await connect();
    await surroundings.send('id: 7\nevent: run.progress\nda');
    await surroundings.send('ta: {"percent":40}\n\n');
    expect(events).toEqual([{ id: '7', type: 'run.progress', data: { percent: 40 } }]);
  });

  it('survives data that is no JSON', async () => {
    await connect();
    await surroundings.send('event: run.log\ndata: {oops\n\n');
    expect(events).toEqual([{ id: undefined, type: 'run.log', data: undefined }]);
  });

  it('resumes after the last event', async () => {
    await connect();
    await surroundings.send('id: 7\nevent: run.created\ndata: {}\n\n');
    await surroundings.cut();
    await surroundings.advance(1000);
    expect(surroundings.requests[1]?.headers.get('Last-Event-ID')).toBe('7');
    expect(state()).toEqual({ kind: 'live' });
  });

  it('waits 1, 2, 4 … 60 s between attempts, and says until when', async () => {
    surroundings.down = true;
    await connect();
    for (const seconds of [1, 2, 4, 8, 16, 32, 60, 60]) {
      expect(state()).toEqual({
        kind: 'reconnecting',
        retryAt: surroundings.now() + seconds * 1000,
        lastContactAt: undefined,
      });
      await surroundings.advance(seconds * 1000);
    }
  });

  it('begins again at 1 s once it was live', async () => {
    surroundings.down = true;
    await connect();
    await surroundings.advance(1000);
    surroundings.down = false;
    await surroundings.advance(2000);
    expect(state()).toEqual({ kind: 'live' });
    await surroundings.cut();
    expect(state()).toEqual({ kind: 'reconnecting', retryAt: 4000, lastContactAt: 3000 });
  });

  it('takes two missed heartbeats for a drop', async () => {
    await connect();
    await surroundings.advance(30_000);
    expect(state()).toEqual({ kind: 'live' });
    await surroundings.send(': heartbeat\n\n');
    await surroundings.advance(30_000);
    expect(state()).toEqual({ kind: 'live' });
    await surroundings.advance(1000);
    expect(state()?.kind).toBe('reconnecting');
    expect(surroundings.requests[0]?.signal.aborted).toBeTrue();
  });

  it('goes on trying while the server is down or busy', async () => {
    surroundings.status = 503;
    await connect();
    expect(state()?.kind).toBe('reconnecting');
  });

  for (const status of [401, 403, 404]) {
    it(`stops at ${status}, which waiting does not change`, async () => {
      surroundings.status = status;
      await connect();
      expect(state()).toEqual({ kind: 'refused', status });
      await surroundings.advance(120_000);
      expect(surroundings.requests.length).toBe(1);
    });
  }

  it('tries at once when the browser is online again', async () => {
    surroundings.down = true;
    await connect();
    surroundings.down = false;
    connection.retryNow();
    await turn();
    expect(state()).toEqual({ kind: 'live' });
    await surroundings.advance(1000);
    expect(surroundings.requests.length).toBe(2);
  });

  it('leaves a live stream alone when told to retry', async () => {
    await connect();
    connection.retryNow();
    await turn();
    expect(surroundings.requests.length).toBe(1);
  });

  it('is silent once closed', async () => {
    await connect();
    connection.close();
    await turn();
    await surroundings.advance(120_000);
    expect(states.map(({ kind }) => kind)).toEqual(['connecting', 'live']);
    expect(surroundings.requests[0]?.signal.aborted).toBeTrue();
    expect(surroundings.requests.length).toBe(1);
  });
});
