import { connect } from 'node:net';

/** What came of one request: the status of its answer, or that the connection was closed without one. */
export type Outcome = number | 'closed';

const patienceMs = 10_000;

/**
 * One connection, one request, byte for byte as given (latin1). Rejects where nothing happens at all: a request that is
 * complete must not leave its sender waiting.
 */
export function exchange(origin: string, bytes: string): Promise<Outcome> {
  const { hostname, port } = new URL(origin);
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
  const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(Buffer.from(bytes, 'latin1')));
  const giveUp = setTimeout(() => reject(new Error('no answer, and the connection stays open')), patienceMs);
  let received = '';
  socket.setEncoding('latin1');
  socket.on('data', (piece: string) => {
    received += piece;
    const [, status] = /^HTTP\/1\.1 (\d{3}) [^]*?\r\n\r\n/.exec(received) ?? [];
    if (status !== undefined) resolve(Number(status));
  });
  socket.on('error', () => resolve('closed'));
  socket.on('close', () => resolve('closed'));
  return promise.finally(() => {
    clearTimeout(giveUp);
    socket.destroy();
  });
}
