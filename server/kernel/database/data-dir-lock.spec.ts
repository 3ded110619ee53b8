import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describeOnPGlite, makeTestDatabaseHome, type TestDatabaseHome } from '../../testing/test-database.ts';
import { StartError } from '../start-error.ts';
import { openDatabase } from './database.ts';

describeOnPGlite('DATA_DIR', () => {
  let home: TestDatabaseHome;
  let holder: ChildProcess | undefined;

  beforeEach(async () => {
    home = await makeTestDatabaseHome();
  });
  afterEach(async () => {
    holder?.kill('SIGKILL');
    await home.remove();
  });

  const holdInAnotherProcess = async () => {
    const program = join(import.meta.dirname, '../../testing/hold-data-dir.ts');
    holder = spawn(process.execPath, [program, home.dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
    if (holder.stdout) await once(holder.stdout, 'data');
    return holder;
  };

  it('is refused to a second process, with what to do, and opens soon after the first was killed', async () => {
    const first = await holdInAnotherProcess();
    await expectAsync(openDatabase(home)).toBeRejectedWithError(
      StartError,
      /is used by another process.*another DATA_DIR, or set DATABASE_URL/,
    );
    first.kill('SIGKILL');
    await once(first, 'exit');
    const database = await openDatabase(home);
    await expectAsync(database.ping()).toBeResolved();
    await database.close();
  });

  it('can be opened again at once after it was closed, with what was written', async () => {
    const first = await openDatabase(home);
    await sql`create table kept as select 1 as n`.execute(first.query());
    await first.close();
    const second = await openDatabase(home);
    expect((await sql`select n from kept`.execute(second.query())).rows).toEqual([{ n: 1 }]);
    await second.close();
  });

  it('that is no folder stops the start in one line', async () => {
    const file = join(home.dataDir, 'file');
    await writeFile(file, '');
    await expectAsync(openDatabase({ ...home, dataDir: file })).toBeRejectedWithError(
      StartError,
      /DATA_DIR .*file must be a folder/,
    );
  });

  it('that holds something else than a database stops the start and says so', async () => {
    await writeFile(join(home.dataDir, 'database', 'PG_VERSION'), '9.6\n');
    await expectAsync(openDatabase(home)).toBeRejectedWithError(StartError, /cannot be opened/);
  });
});
