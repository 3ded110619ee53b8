import { createServer, type AddressInfo, type Socket } from 'node:net';

/** Gets the connection after each head of a request, which is the `nth` on it; both numbers count from 1. */
export type Respond = (socket: Socket, nth: number, connection: number) => void;

/** Stands for a service, or for whatever answers in its place, down to the bytes. */
export interface RawUpstream {
  readonly url: string;
  /** Heads of requests as they came, with the number of their connection. */
  readonly requests: readonly { readonly connection: number; readonly head: string }[];
  /** What to do from now on; without a word it says nothing. */
  respond(respond: Respond): void;
  /** Hangs up, counts from 1 again, says nothing. */
  reset(): void;
  close(): Promise<void>;
}

export async function startRawUpstream(): Promise<RawUpstream> {
  const sockets = new Set<Socket>();
  const requests: { connection: number; head: string }[] = [];
  const sayNothing: Respond = () => undefined;
  let respond = sayNothing;
  let connections = 0;
  const hangUp = () => {
    for (const socket of sockets) socket.destroy();
  };

  const server = createServer((socket) => {
    const connection = (connections += 1);
    let received = '';
    let nth = 0;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    socket.setEncoding('latin1').on('data', (piece: string) => {
      received += piece;
      for (let end = received.indexOf('\r\n\r\n'); end >= 0; end = received.indexOf('\r\n\r\n')) {
        requests.push({ connection, head: received.slice(0, end) });
        received = received.slice(end + 4);
        respond(socket, (nth += 1), connection);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    respond: (told) => void (respond = told),
    reset() {
      hangUp();
      connections = 0;
      requests.length = 0;
      respond = sayNothing;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        hangUp();
      }),
  };
}
