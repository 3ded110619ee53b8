import type { Response } from 'express';
import { resetEvent } from '../../contracts/export-center/events.ts';
import type { EventLog, TenantEvent } from '../events/event-log.ts';
import type { AnyCall } from './call.ts';
import { AppError } from './errors.ts';
import { selfWritingReply, type SelfWritingReply } from './reply.ts';

export interface EventStreamOptions {
  readonly log: EventLog;
  /** Only the events of one subject, from its first on where the caller names no position. */
  readonly subject?: string;
  /** Between the comments that keep proxies from closing an idle stream; 15 s by default. */
  readonly heartbeatMs?: number;
}

const defaultHeartbeatMs = 15_000;
const retryMs = 2_000;
const batch = 500;

/**
 * A stream of server-sent events over the tenant's event log. `Last-Event-ID`, or `?lastEventId=` for a new
 * EventSource, continues after that event without a gap or a repeat; a position older than the log is answered by one
 * `reset` event, after which the stream goes on from now.
 */
export function eventStream(options: EventStreamOptions): SelfWritingReply {
  return selfWritingReply(async (call) => {
    const { tenant } = call;
    if (tenant === undefined) throw new Error('An event stream needs an operation with a tenant');
    const from = await startOf(call, tenant, options);
    await new EventStreamWriter(call, tenant, options).run(from);
  });
}

interface Start {
  readonly seq: number;
  readonly reset: boolean;
}

async function startOf(call: AnyCall, tenant: string, { log, subject }: EventStreamOptions): Promise<Start> {
  const asked = askedPosition(call);
  const { oldest, newest } = await log.position(tenant);
  if (asked === undefined) return { seq: subject === undefined ? newest : 0, reset: false };
  const isKept = asked >= oldest - 1 && asked <= newest;
  return isKept ? { seq: asked, reset: false } : { seq: newest, reset: true };
}

/** The header wins: a browser sends it when it reconnects to the address that still names the first position. */
function askedPosition({ request }: AnyCall): number | undefined {
  const given = request.get('last-event-id') ?? request.query['lastEventId'];
  if (given === undefined || given === '') return undefined;
  if (typeof given === 'string' && /^\d{1,15}$/.test(given)) return Number(given);
  throw new AppError('ERR_VALIDATION', 'Last-Event-ID must be an event number.', {
    details: [{ path: 'header.last-event-id', message: 'must be an event number' }],
  });
}

class EventStreamWriter {
  readonly #response: Response;
  readonly #tenant: string;
  readonly #options: EventStreamOptions;
  readonly #ended: AbortSignal;
  #woken = Promise.withResolvers<undefined>();

  constructor({ response, signal, closing }: AnyCall, tenant: string, options: EventStreamOptions) {
    this.#response = response;
    this.#tenant = tenant;
    this.#options = options;
    this.#ended = AbortSignal.any([signal, closing]);
  }

  async run(start: Start): Promise<void> {
    // Listening begins before the first read: what is appended in between wakes the loop once more.
    const stopListening = this.#options.log.onAppend(this.#tenant, () => this.#woken.resolve(undefined));
    const wake = (): void => this.#woken.resolve(undefined);
    this.#ended.addEventListener('abort', wake);
    const { heartbeatMs = defaultHeartbeatMs } = this.#options;
    const heartbeat = setInterval(() => this.#response.write(':\n\n'), heartbeatMs);
    try {
      this.#open(start);
      await this.#follow(start.seq);
    } finally {
      clearInterval(heartbeat);
      stopListening();
      this.#ended.removeEventListener('abort', wake);
      this.#response.end();
    }
  }

  #open({ seq, reset }: Start): void {
    this.#response.status(200).set({
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
    });
    // The id alone sets the browser's position, so that a connection lost before the first event loses none.
    const first = reset ? `event: ${resetEvent}\nid: ${seq}\ndata: {}\n\n` : `id: ${seq}\n\n`;
    this.#response.write(`retry: ${retryMs}\n${first}`);
  }

  async #follow(from: number): Promise<void> {
    let seq = from;
    for (;;) {
      if (this.#ended.aborted) return;
      this.#woken = Promise.withResolvers();
      const events = await this.#next(seq);
      for (const event of events) await this.#write(event);
      seq = events.at(-1)?.seq ?? seq;
      if (events.length < batch) await this.#woken.promise;
    }
  }

  #next(seq: number): Promise<TenantEvent[]> {
    const { log, subject } = this.#options;
    return log.after(this.#tenant, seq, { limit: batch, ...(subject === undefined ? {} : { subject }) });
  }

  async #write({ seq, type, data }: TenantEvent): Promise<void> {
    // Of a response that has closed, neither `drain` nor `close` comes any more.
    if (this.#response.write(`id: ${seq}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`)) return;
    if (this.#response.destroyed) return;
    // A reader that does not keep up waits in its own stream, not in this process's memory.
    const drained = Promise.withResolvers<undefined>();
    const go = (): void => drained.resolve(undefined);
    this.#response.once('drain', go).once('close', go);
    await drained.promise;
    this.#response.off('drain', go).off('close', go);
  }
}
