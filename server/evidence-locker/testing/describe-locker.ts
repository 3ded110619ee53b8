import type { Database } from '../../kernel/database/database.ts';
import { describeWithDatabase } from '../../testing/test-database.ts';
import { evidenceLockerMigrations } from '../migrations.ts';
import { startTrialLocker, type TrialLocker } from './trial-locker.ts';

/** A `describe` with a running locker on a database of its own. Each spec asks it for a tenant of its own. */
export function describeLocker(
  name: string,
  body: (locker: () => TrialLocker, database: () => Database) => void,
): void {
  const withDatabase = (database: () => Database): void => {
    let locker: TrialLocker | undefined;
    beforeAll(async () => {
      locker = await startTrialLocker(database());
    });
    afterAll(() => locker?.close());
    body(() => {
      if (!locker) throw new Error('The locker is there only while specs run');
      return locker;
    }, database);
  };
  describeWithDatabase(name, withDatabase, { evidence: evidenceLockerMigrations });
}
