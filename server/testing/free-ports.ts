import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';

/**
 * Ports of a loopback host that were free a moment ago, for what must know its port before it listens. All are held at
 * the same time, so that no two are the same; nothing is reserved afterwards.
 */
export async function freePorts(count: number, host = 'localhost'): Promise<number[]> {
  const held = await Promise.all(Array.from({ length: count }, () => holdFreePort(host)));
  const ports = held.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(held.map((server) => once(server.close(), 'close')));
  return ports;
}

export async function freePort(host?: string): Promise<number> {
  const [port = 0] = await freePorts(1, host);
  return port;
}

async function holdFreePort(host: string): Promise<Server> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  return server;
}
