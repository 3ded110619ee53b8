import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { makeTestDatabaseHome, type TestDatabaseHome } from '../../testing/test-database.ts';
import { StartError } from '../start-error.ts';
import { openDatabase, type Database } from './database.ts';
import { migrate } from './migrate.ts';

const createTable = (name: string): Migration => ({
  up: async (db) => {
    await sql`create table spec.${sql.id(name)} (id int)`.execute(db);
  },
});

describe('Migrations', () => {
  const first = { '2026-01-01-first': createTable('first') };
  const second = { ...first, '2026-02-01-second': createTable('second') };
  let home: TestDatabaseHome;
  let database: Database;

  beforeEach(async () => {
    home = await makeTestDatabaseHome();
    database = await openDatabase(home);
  });
  afterEach(async () => {
    await database.close();
    await home.remove();
  });

  const tables = async () => {
    const { rows } = await sql<{ name: string }>`
      select table_name as name from information_schema.tables where table_schema = 'spec' order by 1`.execute(
      database.query(),
    );
    return rows.map(({ name }) => name).filter((name) => !name.startsWith('migrations'));
  };

  it('bring an empty database up to date, and one step further with the next version', async () => {
    await migrate(database, { spec: first });
    expect(await tables()).toEqual(['first']);
    await migrate(database, { spec: second });
    await migrate(database, { spec: second });
    expect(await tables()).toEqual(['first', 'second']);
  });

  it('leave nothing behind where one fails', async () => {
    const broken = { ...first, '2026-03-01-broken': { up: () => Promise.reject(new Error('broken')) } };
    await expectAsync(migrate(database, { spec: broken })).toBeRejectedWithError(/spec/);
    expect(await tables()).toEqual([]);
    await migrate(database, { spec: first });
    expect(await tables()).toEqual(['first']);
  });

  it('refuse a database of a newer version in one line that says what to do', async () => {
    await migrate(database, { spec: second });
    await expectAsync(migrate(database, { spec: first })).toBeRejectedWithError(
      StartError,
      /newer version.*spec\/2026-02-01-second.*Start that version, or set DATA_DIR or DATABASE_URL/,
    );
  });

  it('may be asked for by several starters at once', async () => {
    const others = home.url === undefined ? [] : await Promise.all([1, 2, 3].map(() => openDatabase(home)));
    await Promise.all([database, ...others].map((each) => migrate(each, { spec: second })));
    expect(await tables()).toEqual(['first', 'second']);
    await Promise.all(others.map((each) => each.close()));
  });
});
