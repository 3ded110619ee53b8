import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { freePorts } from '../../testing/free-ports.ts';
import { startNginx, type Nginx } from '../../testing/nginx.ts';
import { makeTestDatabaseHome } from '../../testing/test-database.ts';
import { createBrowser, type Browser } from './browser.ts';
import { startEchoUpstream, type EchoUpstream } from './echo-upstream.ts';
import { startFakeProvider, type FakeProvider } from './fake-provider.ts';

export interface BffProcessesOptions {
  readonly count: number;
  /** Puts nginx in front, which takes them in turn. Otherwise the first one is the public origin. */
  readonly behindNginx?: boolean;
  /** As on machines of their own: each has its DATA_DIR, and all the same VAULT_KEYS_FILE. Otherwise they share both. */
  readonly apart?: boolean;
  /** Settings over those of the installation. */
  readonly env?: Readonly<Record<string, string>>;
}

/** One BFF as a process of the operating system. */
export interface BffProcess {
  /** Where it answers by itself. */
  readonly url: string;
  /** Its log, of all its starts. */
  readonly lines: readonly Record<string, unknown>[];
  /** Starts it again, at the same address. */
  start(): Promise<void>;
  /** SIGTERM; resolves with the exit code when it has ended. */
  stop(): Promise<number | null>;
  /** SIGKILL: it has no time for anything. */
  kill(): Promise<void>;
}

/**
 * Several BFFs of one installation, as separate processes on one PostgreSQL, between the upstream and the provider of
 * this process. For `describeOnPostgres`.
 */
export interface BffProcesses {
  /** Where browsers go. */
  readonly origin: string;
  readonly instances: readonly BffProcess[];
  readonly upstream: EchoUpstream;
  readonly provider: FakeProvider;
  readonly nginx: Nginx | undefined;
  signedIn(): Promise<Browser>;
  close(): Promise<void>;
}

/** Whatever becomes of the specs, no process is left behind. */
const children = new Set<ChildProcess>();
process.once('exit', () => children.forEach((child) => child.kill('SIGKILL')));

const program = fileURLToPath(new URL('../../main.ts', import.meta.url));

export async function startBffProcesses(options: BffProcessesOptions): Promise<BffProcesses> {
  const { count, behindNginx = false, apart = false, env = {} } = options;
  const home = await makeTestDatabaseHome();
  const upstream = await startEchoUpstream();
  const provider = await startFakeProvider();
  if (apart) await writeFile(join(home.dataDir, vaultKeys), `key-1 ${randomBytes(32).toString('base64')}\n`);
  const [front = 0, ...ports] = await freePorts(1 + 2 * count, '127.0.0.1');
  const urls = ports.slice(0, count).map((port) => `http://127.0.0.1:${port}`);
  const origin = behindNginx ? `http://127.0.0.1:${front}` : (urls[0] ?? '');

  const instances = urls.map((url, index) =>
    createBffProcess(url, {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      HOST: '127.0.0.1',
      PORT: new URL(url).port,
      MANAGEMENT_PORT: String(ports[count + index]),
      PUBLIC_ORIGIN: origin,
      TRUSTED_PROXIES: behindNginx ? '127.0.0.1' : '',
      DATABASE_URL: home.url,
      ...(apart ? placesApart(home.dataDir, index) : { DATA_DIR: home.dataDir }),
      OIDC_ISSUER: provider.url,
      EXPORT_CENTER_URL: upstream.url,
      EVIDENCE_LOCKER_URL: upstream.url,
      LOG_LEVEL: 'debug',
      // Specs call as often as they can.
      SESSION_REQUESTS_PER_SECOND: '100000',
      ...env,
    }),
  );
  const end = async () => {
    await Promise.all(instances.map((instance) => instance.kill()));
    await Promise.all([upstream.close(), provider.close()]);
    await home.remove();
  };
  try {
    // The first one makes the tables.
    for (const instance of instances) await instance.start();
  } catch (error) {
    await end();
    throw error;
  }
  const nginx = behindNginx ? await startNginx({ upstreams: urls, port: front }) : undefined;

  return {
    origin,
    instances,
    upstream,
    provider,
    nginx,
    async signedIn() {
      const browser = createBrowser(origin);
      await browser.signIn();
      return browser;
    },
    async close() {
      await nginx?.close();
      await end();
    },
  };
}

const vaultKeys = 'vault-keys';

function placesApart(folder: string, index: number): Readonly<Record<string, string>> {
  return { DATA_DIR: join(folder, `machine-${index}`), VAULT_KEYS_FILE: join(folder, vaultKeys) };
}

function createBffProcess(url: string, env: NodeJS.ProcessEnv): BffProcess {
  const lines: Record<string, unknown>[] = [];
  let running: ChildProcess | undefined;

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    const child = running;
    if (!child) return null;
    child.kill(signal);
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    running = undefined;
    children.delete(child);
    return child.exitCode;
  }

  return {
    url,
    lines,
    async start() {
      const child = spawn(process.execPath, [program, '--roles=bff'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
      running = child;
      children.add(child);
      await started(child, lines);
    },
    stop: () => end('SIGTERM'),
    async kill() {
      await end('SIGKILL');
    },
  };
}

/** Resolves when the process says that the console can be opened. */
async function started(child: ChildProcess, lines: Record<string, unknown>[]): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  createInterface({ input: child.stdout ?? process.stdin }).on('line', (line) => {
    if (line.startsWith('{')) lines.push(JSON.parse(line) as Record<string, unknown>);
    else if (line.includes('Console')) resolve(undefined);
  });
  child.once('exit', (code, signal) => reject(new Error(`A BFF ended as it started: ${String(code ?? signal)}`)));
  await promise;
}
