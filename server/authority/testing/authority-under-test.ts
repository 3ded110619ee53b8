import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { JWK } from 'jose';
import { type Config, loadConfig } from '../../kernel/config/config.ts';
import { openDatabase } from '../../kernel/database/database.ts';
import { migrate } from '../../kernel/database/migrate.ts';
import type { Logger } from '../../kernel/logging/logger.ts';
import { createMetrics } from '../../kernel/metrics/metrics.ts';
import type { RunningRole, Services } from '../../kernel/services.ts';
import { makeTestDatabaseHome } from '../../testing/test-database.ts';
import { recordingLogger } from '../../testing/test-logger.ts';
import { startAuthority } from '../start-authority.ts';
import { authorityMigrations } from '../storage/migrations.ts';
import { createRelyingParty, type RelyingParty } from './relying-party.ts';

/** The authority as it runs in the program, on free ports and an own data folder. */
export interface AuthorityUnderTest {
  readonly config: Config;
  readonly redirectUri: string;
  /** All log lines, at the finest level. */
  readonly lines: Record<string, unknown>[];
  /** The console as a client, with a DPoP key of its own. */
  console(): Promise<RelyingParty>;
  /** A service client; with its own registered key unless told otherwise. */
  service(clientId: string, privateKey?: JWK): Promise<RelyingParty>;
  /** The key of another client. */
  foreignKey(): Promise<JWK>;
  /** Stops and starts again on the same data folder. */
  restart(): Promise<void>;
  /** All that the database holds of it, as text. */
  dumpDatabase(): Promise<string>;
  /** Resolves in the next second of the clock, as `auth_time` counts whole seconds. */
  nextSecond(): Promise<void>;
  close(): Promise<void>;
}

export async function startAuthorityUnderTest(env: Record<string, string> = {}): Promise<AuthorityUnderTest> {
  const home = await makeTestDatabaseHome();
  const { dataDir, url } = home;
  const [port, authorityPort] = [await freePort('localhost'), await freePort('127.0.0.1')];
  const config = loadConfig(
    { PORT: String(port), AUTHORITY_PORT: String(authorityPort), DATA_DIR: dataDir, LOG_LEVEL: 'silent', ...env },
    ['--roles=authority'],
  );
  const redirectUri = `${config.publicOrigin}/bff/callback`;
  const { logger, lines } = recordingLogger();
  let running = await start(config, url, logger).catch(async (error: unknown) => {
    await home.remove();
    throw error;
  });

  const keyOf = async (clientId: string) =>
    JSON.parse(await readFile(join(dataDir, 'keys', 'clients', `${clientId}.json`), 'utf8')) as JWK;
  const client = async (clientId: string, privateKey?: JWK) =>
    createRelyingParty({
      issuer: config.issuer,
      clientId,
      privateKey: privateKey ?? (await keyOf(clientId)),
      redirectUri,
    });

  return {
    config,
    redirectUri,
    lines,
    console: () => client(config.clientId),
    service: client,
    foreignKey: () => keyOf('console-bff'),
    async restart() {
      await running.stop();
      running = await start(config, url, logger);
    },
    async dumpDatabase() {
      const rows = await sql<object>`select * from authority.artifacts`.execute(running.services.database.query());
      return JSON.stringify(rows.rows);
    },
    nextSecond: () => new Promise((resolve) => setTimeout(resolve, 1001 - (Date.now() % 1000))),
    async close() {
      await running.stop();
      await home.remove();
    },
  };
}

interface RunningAuthority {
  readonly services: Pick<Services, 'database'>;
  stop(): Promise<void>;
}

async function start(config: Config, url: string | undefined, logger: Logger): Promise<RunningAuthority> {
  const database = await openDatabase({ dataDir: config.dataDir, url, logger });
  try {
    await migrate(database, { authority: authorityMigrations });
    const metrics = createMetrics('authority');
    const role: RunningRole = await startAuthority({ config, database, logger, metrics });
    return {
      services: { database },
      async stop() {
        await role.close({ graceMs: 1000 });
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** A port that was free a moment ago. */
async function freePort(host: string): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
