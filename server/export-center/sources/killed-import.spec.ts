import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { openDatabase, type Database } from '../../kernel/database/database.ts';
import { migrate } from '../../kernel/database/migrate.ts';
import { makeTestDatabaseHome, type TestDatabaseHome } from '../../testing/test-database.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { exportCenterMigrations } from '../migrations.ts';
import { ImportRequests } from './import-requests.ts';
import { advisory } from './testing/evidence.ts';
import { importEvidence } from './testing/import-evidence.ts';
import type { MortalImportTask } from './testing/mortal-import.ts';
import { whatIsHeld, type Held } from './testing/what-is-held.ts';

const program = join(import.meta.dirname, 'testing', 'mortal-import.ts');

describe('an import whose process is killed', () => {
  const folder = temporaryFolder();
  let home: TestDatabaseHome;
  beforeEach(async () => (home = await makeTestDatabaseHome()));
  afterEach(() => home.remove());

  async function withDatabase<Result>(work: (database: Database) => Promise<Result>): Promise<Result> {
    const database = await openDatabase(home);
    try {
      await migrate(database, { export_center: exportCenterMigrations });
      return await work(database);
    } finally {
      await database.close();
    }
  }

  async function write(first: number, last: number, more: object = {}): Promise<void> {
    await mkdir(join(folder(), 'acme', 'advisories'), { recursive: true });
    for (let number = first; number <= last; number += 1) {
      const file = join(folder(), 'acme', 'advisories', `${number}.json`);
      await writeFile(file, JSON.stringify(advisory(`DEMO-${number}`, more)));
    }
  }

  /** Resolves to what the process found when it began. */
  async function killedAt(dieAt: MortalImportTask['dieAt']): Promise<Held> {
    const task: MortalImportTask = { dataDir: home.dataDir, url: home.url ?? null, evidenceDir: folder(), dieAt };
    const child = spawn(process.execPath, [program, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [output, [, signal]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    expect(signal).withContext(dieAt).toBe('SIGKILL');
    // The lock of a dead process ends by itself after five seconds.
    await rm(join(home.dataDir, 'process.lock'), { recursive: true, force: true });
    return JSON.parse(output) as Held;
  }

  it('leaves the earlier generation whole; the next process serves what was asked, and leaves nothing behind', async () => {
    await write(1, 5);
    await withDatabase(async (database) => {
      await importEvidence(database, folder());
      await new ImportRequests(database).addSeen('acme');
    });
    await write(4, 240, { summary: 'later' });
    await rm(join(folder(), 'acme', 'advisories', '1.json'));
    const before = { generation: 1, advisories: 5, isAsked: true };
    const after = { generation: 2, advisories: 239, staged: 0, isAsked: false };
    expect(await killedAt('staged')).toEqual({ ...before, staged: 0 });
    const halfway = await killedAt('commit');
    expect(halfway).toEqual({ ...before, staged: halfway.staged });
    // The embedded database, opened anew after such an end, empties tables that it does not log.
    expect(halfway.staged > 0).toBe(home.url !== undefined);
    const staged = await killedAt('end');
    expect(staged).toEqual({ ...before, staged: staged.staged });
    expect(await withDatabase(whatIsHeld)).toEqual(after);
  }, 120_000);
});
