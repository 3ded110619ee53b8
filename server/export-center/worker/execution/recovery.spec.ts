import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { temporaryFolder } from '../../../testing/temporary-folder.ts';
import { AppError } from '../../../kernel/http/errors.ts';
import { failureOf } from './recovery.ts';

describe('the failure of a run', () => {
  const folder = temporaryFolder();
  const systemError = (code: string) => Object.assign(new Error(`${code}: write '/secret/place'`), { code });

  it('says that space has to be made where a disk is full, and keeps nothing that fills it', () => {
    for (const thrown of [
      systemError('ENOSPC'),
      systemError('EDQUOT'),
      new AppError('ERR_STORAGE_FULL', 'no space'),
      sqliteFull(),
    ]) {
      const { code, message, recovery, mayPass, freesStorage } = failureOf(thrown);
      expect([code, message, mayPass, freesStorage]).toEqual([
        'internal',
        'The storage of the worker is full.',
        true,
        true,
      ]);
      expect(recovery).toMatch(/^Make room/);
    }
  });

  it('says who has to be let in where the storage may not be written to', () => {
    for (const code of ['EACCES', 'EPERM', 'EROFS']) {
      const { message, recovery, freesStorage } = failureOf(systemError(code));
      expect(message).toBe('The worker may not read or write its storage.');
      expect(recovery).toContain('DATA_DIR');
      expect(freesStorage).toBeUndefined();
    }
  });

  it('says nothing of what it does not know but where to look', () => {
    const { message, recovery } = failureOf(systemError('EWHATEVER'));
    expect(message).toBe('The worker met an error that it does not know.');
    expect(recovery).toContain('log');
  });

  /** As SQLite says it itself, of a database that may have no further page. */
  function sqliteFull(): unknown {
    const database = new DatabaseSync(join(folder(), 'full.db'));
    try {
      database.exec('PRAGMA max_page_count = 2; CREATE TABLE one(x); CREATE TABLE two(x); CREATE TABLE three(x)');
      return undefined;
    } catch (error) {
      return error;
    } finally {
      database.close();
    }
  }
});
