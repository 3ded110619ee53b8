import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { StartError } from '../start-error.ts';
import type { Database, DatabaseOptions } from './database.ts';
import { sendNotification } from './notification.ts';
import { PostgresListener } from './postgres-listener.ts';
import { Transactions } from './transactions.ts';
import { typeParsers } from './type-parsers.ts';

const connectTimeoutMs = 5_000;

/** PostgreSQL 15 or newer: a pool for queries and one connection of its own for LISTEN. */
export async function openPostgres({ url, poolSize, logger }: DatabaseOptions & { url: string }): Promise<Database> {
  const connection = {
    connectionString: url,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    application_name: 'stella',
    types: { getTypeParser: parserOf },
  };
  const pool = new pg.Pool({ ...connection, max: poolSize ?? 10 });
  // A connection that breaks is replaced at the next query; without a listener of its own, idle or not, it would end
  // the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    client.on('error', (error) => logger.warn({ error }, 'A database connection was lost'));
  });
  const kysely = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  const transactions = new Transactions(kysely);
  const listener = new PostgresListener(() => new pg.Client(connection), logger);
  try {
    await refuseOldServer(kysely);
  } catch (error) {
    await kysely.destroy();
    if (error instanceof StartError) throw error;
    throw new StartError(`DATABASE_URL: the PostgreSQL server cannot be used (${reasonOf(error)}).`, { cause: error });
  }
  return {
    kind: 'postgres',
    query: () => transactions.query(),
    transaction: (work) => transactions.transaction(work),
    beforeCommit: (work) => transactions.beforeCommit(work),
    afterCommit: (work) => transactions.afterCommit(work),
    notify: (channel, payload) => sendNotification(transactions.query(), channel, payload),
    listen: (channel, onPayload, onReconnect) => listener.listen(channel, onPayload, onReconnect),
    runScript: (text) => runScript(pool, text),
    async ping() {
      await sql`select 1`.execute(kysely);
    },
    async close() {
      await listener.close();
      await kysely.destroy();
    },
  };
}

const parserOf: pg.CustomTypesConfig['getTypeParser'] = (type, format): ((text: string) => unknown) =>
  typeParsers[type] ?? (pg.types.getTypeParser(type, format) as (text: string) => unknown);

/** Without parameters `pg` uses the simple query protocol, which takes several statements and answers with a list. */
async function runScript(pool: pg.Pool, text: string): Promise<Record<string, unknown>[]> {
  const client = await pool.connect();
  let broken = true;
  try {
    const answer = (await client.query(text)) as pg.QueryResult | pg.QueryResult[];
    broken = false;
    return [answer].flat().flatMap(({ rows }) => rows as Record<string, unknown>[]);
  } finally {
    // A script that failed after its BEGIN leaves a transaction behind: the connection goes with it.
    client.release(broken);
  }
}

async function refuseOldServer(kysely: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ version: string }>`select current_setting('server_version_num') as version`.execute(
    kysely,
  );
  const version = Number(rows[0]?.version ?? 0);
  if (version < 150_000) throw new StartError('DATABASE_URL must lead to PostgreSQL 15 or newer.');
}

/** Without host, user or password. */
function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === '28P01' || code === '28000') return 'it refuses the user or the password';
  if (code === '3D000') return 'it has no such database';
  return `it does not answer${code === '' ? '' : `: ${code}`}`;
}
