import { rm } from 'node:fs/promises';
import type { Database } from '../../kernel/database/database.ts';
import { makeTemporaryFolder } from '../../testing/temporary-folder.ts';
import { describeWithDatabase } from '../../testing/test-database.ts';
import { exportCenterMigrations } from '../migrations.ts';
import { startTrialCenter, type TrialCenter } from './trial-center.ts';

/** A `describe` with an Export Center on a database of its own, with the shipped sample as evidence, without workers. */
export function describeCenter(
  name: string,
  body: (center: () => TrialCenter, database: () => Database) => void,
): void {
  const withDatabase = (database: () => Database): void => {
    let center: TrialCenter | undefined;
    beforeAll(async () => {
      center = await startTrialCenter({ database: database(), dataDir: await makeTemporaryFolder() });
    });
    afterAll(async () => {
      await center?.close();
      if (center) await rm(center.dataDir, { recursive: true, force: true });
    });
    body(() => {
      if (!center) throw new Error('The Export Center is there only while specs run');
      return center;
    }, database);
  };
  describeWithDatabase(name, withDatabase, { export_center: exportCenterMigrations });
}
