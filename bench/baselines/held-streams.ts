import type { ServerResponse } from 'node:http';

/** As the services do; the BFF drops a stream that misses two. */
const heartbeatMs = 15_000;

/** Open event streams, by tenant. */
export class HeldStreams {
  readonly #ofTenant = new Map<string, Set<ServerResponse>>();
  #events = 0;

  hold(tenant: string, response: ServerResponse): void {
    const streams = this.#ofTenant.get(tenant) ?? new Set();
    this.#ofTenant.set(tenant, streams.add(response));
    const heartbeat = setInterval(() => response.write(':\n\n'), heartbeatMs);
    response.once('close', () => {
      clearInterval(heartbeat);
      streams.delete(response);
    });
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.write('retry: 2000\nid: 0\n\n');
  }

  /**
   * Sends one event, of the size of a run's progress, to all streams of a tenant. `sentAt` is read from the clock that
   * all processes of a machine share (CLOCK_MONOTONIC), in nanoseconds.
   */
  tell(tenant: string): void {
    this.#events += 1;
    const run = { runId: 'run-00000000000000000000000000', status: 'running', done: this.#events, total: 4096 };
    for (const stream of this.#ofTenant.get(tenant) ?? []) {
      const data = { ...run, sentAt: String(process.hrtime.bigint()) };
      stream.write(`id: ${this.#events}\nevent: run.progress\ndata: ${JSON.stringify(data)}\n\n`);
    }
  }
}
