import type { Server as HttpServer } from 'node:http';
import { Server as SocketServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { OpenAnswers } from './open-answers.ts';

/** Long enough for a request that was on its way, short beside what a stop may take. */
const lingerMs = 250;

/**
 * Takes no further connection, finishes what is under way for at most `graceMs`, then cuts it.
 *
 * A connection that is idle here may carry a request already, which a proxy sent the moment before: cut then, it would
 * be lost, and a proxy must not repeat a POST. So for a moment whoever still asks is answered, and told to come back on a
 * new connection, which leads to another instance.
 */
export async function closeGracefully(server: HttpServer, answers: OpenAnswers, graceMs: number): Promise<void> {
  const closed = stopListening(server);
  let lingering = true;
  answers.beginClosing(() => {
    if (!lingering) server.closeIdleConnections();
  });
  const forced = setTimeout(() => server.closeAllConnections(), graceMs);
  await Promise.race([closed, delay(Math.min(lingerMs, graceMs))]);
  lingering = false;
  server.closeIdleConnections();
  await closed;
  clearTimeout(forced);
}

/** Not by the `close` of an HTTP server, which cuts idle connections at once. */
function stopListening(server: HttpServer): Promise<void> {
  return new Promise((resolve) => SocketServer.prototype.close.call(server, () => resolve()));
}
