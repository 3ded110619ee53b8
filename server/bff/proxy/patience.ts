import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import type { Transport } from '../../contracts/operation.ts';

/** How long an upstream may take, in milliseconds. */
export interface Patience {
  readonly connectMs: number;
  readonly firstByteMs: number;
  /** Between two pieces of an answer. */
  readonly idleMs: number;
}

export type PatienceOf = Readonly<Record<Transport, Patience>>;

/** An event stream says at least a heartbeat every 15 s; two missed are a drop. */
export const patienceOf: PatienceOf = {
  json: { connectMs: 3_000, firstByteMs: 60_000, idleMs: 30_000 },
  events: { connectMs: 3_000, firstByteMs: 15_000, idleMs: 45_000 },
  download: { connectMs: 3_000, firstByteMs: 60_000, idleMs: 60_000 },
};

export class UpstreamTimeout extends Error {
  override readonly name = 'UpstreamTimeout';
}

/** Watches a call until the first byte of its answer. Gives up by destroying it, which the proxy reports as its error. */
export function awaitAnswer(call: ClientRequest, { connectMs, firstByteMs }: Patience): void {
  const giveUpAfter = (ms: number, what: string) =>
    setTimeout(() => call.destroy(new UpstreamTimeout(`${what} took more than ${ms} ms`)), ms);
  let timer = giveUpAfter(firstByteMs, 'The first byte');
  if (call.socket?.connecting) {
    clearTimeout(timer);
    timer = giveUpAfter(connectMs, 'Connecting');
    // With TLS, a connection is there once the service has shown who it is.
    call.socket.once('encrypted' in call.socket ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer);
      timer = giveUpAfter(firstByteMs, 'The first byte');
    });
  }
  const stop = () => clearTimeout(timer);
  call.once('response', stop).once('close', stop);
}

/** Watches an answer to its end. A client that reads slowly is not an upstream that says nothing. */
export function awaitPieces(answer: IncomingMessage, response: ServerResponse, { idleMs }: Patience): void {
  const timer = setTimeout(() => {
    if (response.writableNeedDrain) timer.refresh();
    else answer.destroy(new UpstreamTimeout(`Nothing came for ${idleMs} ms`));
  }, idleMs);
  const goOn = () => void timer.refresh();
  answer.on('data', goOn);
  response.on('drain', goOn);
  answer.once('close', () => clearTimeout(timer));
}
