import { rm } from 'node:fs/promises';
import { sql } from 'kysely';
import { loadConfig, type Config } from '../../kernel/config/config.ts';
import type { Database } from '../../kernel/database/database.ts';
import { createMetrics } from '../../kernel/metrics/metrics.ts';
import { freePort } from '../../testing/free-ports.ts';
import { openTestDatabase } from '../../testing/test-database.ts';
import { makeTemporaryFolder } from '../../testing/temporary-folder.ts';
import { recordingLogger } from '../../testing/test-logger.ts';
import { bffMigrations } from '../migrations.ts';
import { startBff, type BffVariation, type RunningBff } from '../start-bff.ts';
import { createBrowser, type Browser } from './browser.ts';
import { startEchoUpstream, type EchoUpstream } from './echo-upstream.ts';
import { startFakeProvider, type FakeProvider, type FakeProviderOptions } from './fake-provider.ts';

/** A BFF as it runs in the program, between an upstream that records and a provider that can lie. */
export interface BffUnderTest {
  readonly origin: string;
  readonly config: Config;
  readonly database: Database;
  readonly upstream: EchoUpstream;
  readonly provider: FakeProvider;
  /** All log lines, at the finest level. */
  readonly lines: Record<string, unknown>[];
  /** Moves the clock of sessions and tokens on, for this spec and those after it. */
  advance(seconds: number): void;
  browser(): Browser;
  /** A browser whose person has signed in. */
  signedIn(): Promise<Browser>;
  /** All that the database holds of the BFF, as text. */
  dumpDatabase(): Promise<string>;
  /** `kind:reason` of the audit trail as the log has it, in order. */
  audit(): Promise<string[]>;
  /** Another instance of the same installation: same public origin, database, keys and upstreams unless told otherwise. */
  secondInstance(
    settings?: Partial<Config>,
  ): Promise<{ readonly url: string; close(options?: { graceMs: number }): Promise<void> }>;
  close(): Promise<void>;
}

/** For `beforeAll`: the first database of a checkout takes its time. */
export const startTimeoutMs = 120_000;

export interface BffOptions extends BffVariation {
  readonly settings?: Partial<Config>;
  /** What sort of provider it is. */
  readonly provider?: FakeProviderOptions;
}

export async function startBffUnderTest(options: BffOptions = {}): Promise<BffUnderTest> {
  const { settings = {}, provider: providerKind = {}, ...variation } = options;
  let aheadMs = 0;
  const now = () => Date.now() + aheadMs;
  const database = await openTestDatabase({ bff: bffMigrations });
  const upstream = await startEchoUpstream();
  const provider = await startFakeProvider({ now, ...providerKind });
  const dataDir = await makeTemporaryFolder();
  const { logger, lines } = recordingLogger();

  async function startInstance(
    own: Partial<Config>,
    publicOrigin?: string,
  ): Promise<{ config: Config; role: RunningBff }> {
    const env = {
      PORT: String(await freePort()),
      PUBLIC_ORIGIN: publicOrigin,
      DATA_DIR: dataDir,
      OIDC_ISSUER: provider.url,
      EXPORT_CENTER_URL: upstream.url,
      EVIDENCE_LOCKER_URL: upstream.url,
    };
    const config = { ...loadConfig(env, ['--roles=bff']), ...settings, ...own };
    const services = { config, database, logger, metrics: createMetrics('bff') };
    return { config, role: await startBff(services, { checkAnswers: true, now, ...variation }) };
  }

  const { config, role } = await startInstance({});
  const browser = () => createBrowser(config.publicOrigin);

  return {
    origin: config.publicOrigin,
    config,
    database,
    upstream,
    provider,
    lines,
    advance: (seconds) => void (aheadMs += seconds * 1000),
    browser,
    async signedIn() {
      const created = browser();
      await created.signIn();
      return created;
    },
    async dumpDatabase() {
      const tables = ['sessions', 'vault', 'preferences', 'audit', 'logout_tokens'];
      const dumps = tables.map((table) => sql`select * from ${sql.table(`bff.${table}`)}`.execute(database.query()));
      return JSON.stringify((await Promise.all(dumps)).map(({ rows }) => rows));
    },
    audit() {
      const audited = lines.filter((line) => 'audit' in line);
      return Promise.resolve(
        audited.map(({ audit, reason }) => [audit, reason].filter((part) => typeof part === 'string').join(':')),
      );
    },
    async secondInstance(own = {}) {
      const { role: second } = await startInstance(own, config.publicOrigin);
      return { url: second.url, close: (options = { graceMs: 0 }) => second.close(options) };
    },
    async close() {
      await role.close({ graceMs: 0 });
      await Promise.all([upstream.close(), provider.close()]);
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
