import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Listens on a free port of 127.0.0.1 and tells it to the parent process. */
export function listen(handle: RequestListener): void {
  const server = createServer(handle);
  // A connection that rests while another candidate is measured must be there in the next round.
  server.keepAliveTimeout = 300_000;
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}
