import { sql, type Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { StartError } from '../start-error.ts';
import type { Database } from './database.ts';
import { kernelMigrations } from './kernel-migrations.ts';

/** Migrations of one service by name; names begin with a date, so that their order is the alphabet's. */
export type MigrationSet = Readonly<Record<string, Migration>>;

/** Any number: it only has to be the same in every process of this program. */
const migrationLock = 7_355_608;

/**
 * Brings the schemas of the kernel and of the given services up to date, all or nothing. Each key of `sets` is a
 * PostgreSQL schema, which holds the service's tables and its list of migrations. Processes that start together wait
 * for each other.
 * @throws StartError where the database was written by a newer version.
 */
export async function migrate(database: Database, sets: Readonly<Record<string, MigrationSet>>): Promise<void> {
  await database.transaction(async () => {
    const db = database.query<unknown>();
    await sql`select pg_advisory_xact_lock(${migrationLock})`.execute(db);
    for (const [schema, migrations] of [['kernel', kernelMigrations] as const, ...Object.entries(sets)]) {
      await migrateSchema(db, schema, migrations);
    }
  });
}

async function migrateSchema(db: Kysely<unknown>, schema: string, migrations: MigrationSet): Promise<void> {
  await refuseNewerDatabase(db, schema, migrations);
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
    migrationTableSchema: schema,
    migrationTableName: 'migrations',
    migrationLockTableName: 'migrations_lock',
  });
  const { error } = await migrator.migrateToLatest();
  if (error) throw new Error(`The migration of schema ${schema} failed`, { cause: error });
}

async function refuseNewerDatabase(db: Kysely<unknown>, schema: string, migrations: MigrationSet): Promise<void> {
  const { rows: found } = await sql<{ present: boolean }>`
    select to_regclass(${`${schema}.migrations`}) is not null as present`.execute(db);
  if (!found[0]?.present) return;
  const { rows } = await sql<{ name: string }>`
    select name from ${sql.table(`${schema}.migrations`)} order by name desc`.execute(db);
  const unknown = rows.find(({ name }) => !Object.hasOwn(migrations, name));
  if (!unknown) return;
  throw new StartError(
    `The database was last used by a newer version of this program (it knows ${schema}/${unknown.name}). ` +
      'Start that version, or set DATA_DIR or DATABASE_URL to another database.',
  );
}
