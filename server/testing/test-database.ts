import { randomBytes } from 'node:crypto';
import { cpSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { openDatabase, type Database, type DatabaseOptions } from '../kernel/database/database.ts';
import { migrate, type MigrationSet } from '../kernel/database/migrate.ts';
import { afterAllSpecs } from './after-all-specs.ts';
import { pgliteTemplate } from './pglite-template.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';
import { silentLogger } from './test-logger.ts';

/** The server to run the specs on; without it they run on PGlite. `npm test` runs them once each way. */
const serverUrl = process.env['TEST_DATABASE_URL'];

/** Where a spec's own, empty database is. */
export interface TestDatabaseHome extends DatabaseOptions {
  readonly url: string | undefined;
  /** Deletes it; whoever still has it open is cut off. */
  remove(): Promise<void>;
}

/**
 * A database that no other spec sees: a folder for PGlite, or a new database on TEST_DATABASE_URL. Empty, or a copy of
 * what the database of `template` holds, which must be closed.
 */
export async function makeTestDatabaseHome(template?: TestDatabaseHome): Promise<TestDatabaseHome> {
  const dataDir = await makeTemporaryFolder();
  const url = serverUrl === undefined ? undefined : await createDatabase(serverUrl, template?.url);
  if (url === undefined) copyFolder(template ? folderOf(template) : await pgliteTemplate(), folderOf({ dataDir }));
  return {
    url,
    dataDir,
    poolSize: 8,
    logger: silentLogger,
    async remove() {
      if (url !== undefined) await dropDatabase(url);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

type MigrationSets = Readonly<Record<string, MigrationSet>>;

/** An open database with the kernel's tables and those of `sets`; closing it deletes it. */
export async function openTestDatabase(sets: MigrationSets = {}): Promise<Database> {
  const home = await makeTestDatabaseHome(await migratedHome(sets));
  const database = await openDatabase(home);
  const close = database.close.bind(database);
  return Object.assign(database, {
    async close(): Promise<void> {
      await close();
      await home.remove();
    },
  });
}

/**
 * A `describe` whose specs share one database, opened before the first and deleted after the last. Its name says which
 * kind of database it ran on.
 */
export function describeWithDatabase(
  name: string,
  body: (database: () => Database) => void,
  sets: MigrationSets = {},
): void {
  describe(`${name} (${serverUrl === undefined ? 'PGlite' : 'PostgreSQL'})`, () => {
    let database: Database | undefined;
    beforeAll(async () => {
      database = await openTestDatabase(sets);
    });
    afterAll(() => database?.close());
    body(() => {
      if (!database) throw new Error('The database is open only while specs run');
      return database;
    });
  });
}

/**
 * A `describe` of what only PostgreSQL can show, such as a lost connection. In the run on PGlite it does not exist;
 * `npm test` names the whole run on PostgreSQL where that is skipped.
 */
export function describeOnPostgres(name: string, body: () => void): void {
  if (serverUrl !== undefined) describe(`${name} (PostgreSQL)`, body);
}

/** The other way round: what only the embedded database can show. */
export function describeOnPGlite(name: string, body: () => void): void {
  if (serverUrl === undefined) describe(`${name} (PGlite)`, body);
}

const migratedHomes = new Map<string, Promise<TestDatabaseHome>>();

/** A closed database with these tables, to copy: migrating takes longer than copying. Made once a process. */
function migratedHome(sets: MigrationSets): Promise<TestDatabaseHome> {
  const names = Object.entries(sets).map(([schema, migrations]) => [schema, ...Object.keys(migrations)]);
  const key = JSON.stringify(names);
  const home = migratedHomes.get(key) ?? makeMigratedHome(sets);
  migratedHomes.set(key, home);
  return home;
}

async function makeMigratedHome(sets: MigrationSets): Promise<TestDatabaseHome> {
  const home = await makeTestDatabaseHome();
  afterAllSpecs(() => home.remove());
  const database = await openDatabase(home);
  await migrate(database, sets);
  await database.close();
  return home;
}

/** Where PGlite has its files. */
function folderOf({ dataDir }: { readonly dataDir: string }): string {
  return join(dataDir, 'database');
}

/** Synchronously: a thousand small files take a third of the time that they take one promise each. */
function copyFolder(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
}

async function createDatabase(url: string, template?: string): Promise<string> {
  const name = `stella_spec_${randomBytes(8).toString('hex')}`;
  await administer(url, `create database ${name}${template ? ` template ${nameOf(template)}` : ''}`);
  const created = new URL(url);
  created.pathname = `/${name}`;
  return created.href;
}

async function dropDatabase(url: string): Promise<void> {
  if (serverUrl === undefined) return;
  await administer(serverUrl, `drop database if exists ${nameOf(url)} with (force)`);
}

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
