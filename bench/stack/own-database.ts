import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** An empty database, gone with the scope that holds it. */
export interface OwnDatabase extends AsyncDisposable {
  /** For the environment of server/main.ts. */
  readonly env: NodeJS.ProcessEnv;
  /** For the notes of the tables. */
  readonly kind: 'PGlite' | 'PostgreSQL';
}

/**
 * On the PostgreSQL server of TEST_DATABASE_URL or DATABASE_URL, whose databases are left alone; without one of them
 * the embedded database in DATA_DIR.
 */
export async function ownDatabase(): Promise<OwnDatabase> {
  const { TEST_DATABASE_URL, DATABASE_URL } = process.env;
  const server = TEST_DATABASE_URL ?? DATABASE_URL;
  if (server === undefined) return { env: {}, kind: 'PGlite', [Symbol.asyncDispose]: () => Promise.resolve() };
  const name = `stella_bench_${randomBytes(8).toString('hex')}`;
  await administer(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    env: { DATABASE_URL: url.href },
    kind: 'PostgreSQL',
    [Symbol.asyncDispose]: () => administer(server, `drop database if exists ${name} with (force)`),
  };
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
