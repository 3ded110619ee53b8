import { once } from 'node:events';
import { connect } from 'node:net';
import { AnswerReader } from './answer-reader.ts';
import { addressOf } from './loopback.ts';

export interface Connection {
  /** Sends the bytes of one request and resolves with the status when the whole answer is here. */
  exchange(request: Uint8Array): Promise<number>;
  close(): void;
}

/**
 * A keep-alive connection on a bare socket: node:http as a client is slower than the servers to be measured, so that
 * with it all of them would look alike.
 */
export async function openConnection(target: URL): Promise<Connection> {
  const socket = connect(addressOf(target));
  await once(socket, 'connect');
  const reader = new AnswerReader();
  let pending: PromiseWithResolvers<number> | undefined;

  socket.on('data', (chunk: Buffer) => {
    try {
      const status = reader.read(chunk);
      if (status !== undefined) pending?.resolve(status);
    } catch (error) {
      pending?.reject(error);
    }
  });
  socket.on('error', (error) => pending?.reject(error));
  socket.on('close', () => pending?.reject(new Error('connection closed by the server')));

  return {
    exchange(request) {
      pending = Promise.withResolvers<number>();
      socket.write(request);
      return pending.promise;
    },
    close() {
      pending = undefined;
      socket.destroy();
    },
  };
}
