import { once } from 'node:events';
import { type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { type Command } from '../command-line/command.ts';
import { KitError } from '../command-line/kit-error.ts';
import { lastApplied } from '../mirror-folder/mirror-state.ts';
import { openMirrorFolder } from '../mirror-folder/mirror-folder.ts';
import { createMirrorServer } from '../serve/mirror-server.ts';
import { mirrorOf, mirrorOption } from './import-command.ts';

const DEFAULT_PORT = 8765;
const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];
/** What is under way when a stop is asked for may take this long. */
const GRACE_MS = 10_000;

export const serveCommand: Command = {
  name: 'mirror serve',
  summary: 'Serves an imported mirror over HTTP on this machine.',
  positionals: [],
  options: {
    mirror: mirrorOption,
    port: { value: 'N', help: `port, ${DEFAULT_PORT} where it is left out; 0 takes a free one` },
    host: { value: 'ADDRESS', help: `one of ${LOOPBACK.join(', ')}; others are refused` },
    help: { help: 'shows this' },
  },
  examples: ['mirror serve --mirror /srv/mirror', 'curl http://127.0.0.1:8765/index.json'],
  notes: [
    'Imports into the same folder may run meanwhile: a request finishes from the state that it began with.',
    'Other machines reach the mirror through a web server that you put in front, or that serves FOLDER/current itself.',
  ],
  async run(given, { terminal, signal }) {
    const mirror = mirrorOf(given);
    const [host, port] = [given.text('host') ?? '127.0.0.1', portOf(given.text('port'))];
    if (!LOOPBACK.includes(host)) {
      throw new KitError(
        'usage',
        `--host ${host} is not a loopback address; 'mirror serve' takes ${LOOPBACK.join(', ')}.`,
      );
    }
    const current = await openMirrorFolder(resolve(mirror)).current();
    if (!current) throw new KitError('failed', `${mirror} holds no mirror yet. Import a full bundle first.`);
    const server = createMirrorServer(resolve(mirror), (message) => terminal.err(message));
    server.listen(port, host);
    await once(server, 'listening');
    const { tenant } = current.state;
    terminal.out(`Serving the mirror of ${tenant}, as of ${lastApplied(current.state).runId}, at ${urlOf(server)}`);
    if (!signal.aborted) await once(signal, 'abort');
    await stop(server);
  },
};

function portOf(text = String(DEFAULT_PORT)): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (port <= 65_535) return port;
  throw new KitError('usage', `--port takes a number from 0 to 65535, not '${text}'.`);
}

function urlOf(server: Server): string {
  const { address, port, family } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}/`;
}

async function stop(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const forced = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await closed;
  clearTimeout(forced);
}
