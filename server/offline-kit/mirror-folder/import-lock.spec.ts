import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { KitError, exitCodes } from '../command-line/kit-error.ts';
import { lockForImport } from './import-lock.ts';

describe('lockForImport', () => {
  const folder = temporaryFolder();
  const file = () => join(folder(), 'import.lock');
  const holder = (more: object) =>
    writeFile(
      file(),
      JSON.stringify({
        token: 't',
        pid: process.pid,
        host: hostname(),
        processStart: null,
        startedAt: '2025',
        ...more,
      }),
    );

  it('lets one import in at a time, and says who is at work', async () => {
    const first = await lockForImport(file());
    const refusal = await failureOf(lockForImport(file()));
    expect(refusal.exitCode).toBe(exitCodes.failed);
    expect(refusal.message).toContain(`process ${process.pid}`);
    await first.check();
    await first[Symbol.asyncDispose]();
    await (await lockForImport(file()))[Symbol.asyncDispose]();
    expect(await readdir(folder())).toEqual([]);
  });

  it('takes over at once from a process that is gone', async () => {
    const gone = spawn(process.execPath, ['-e', '']);
    await once(gone, 'exit');
    await holder({ pid: gone.pid });
    await using lock = await lockForImport(file());
    await lock.check();
    expect(JSON.parse(await readFile(file(), 'utf8'))).toEqual(jasmine.objectContaining({ pid: process.pid }));
  });

  it('takes over from a process whose number another one has now, and from a lock that is damaged', async () => {
    await holder({ processStart: '1' });
    await (await lockForImport(file()))[Symbol.asyncDispose]();
    await writeFile(file(), 'not JSON');
    await (await lockForImport(file()))[Symbol.asyncDispose]();
    expect(await readdir(folder())).toEqual([]);
  });

  it('leaves the lock of another machine, and tells what to do', async () => {
    await holder({ host: 'another-machine' });
    const { message } = await failureOf(lockForImport(file()));
    expect(message).toContain(`If nothing runs on another-machine any more, remove ${file()}`);
  });

  it('notices that it was taken away, and does not remove the lock of another', async () => {
    const lock = await lockForImport(file());
    await holder({ token: 'of another' });
    expect((await failureOf(lock.check())).message).toContain('was taken away');
    await lock[Symbol.asyncDispose]();
    expect(await readFile(file(), 'utf8')).toContain('of another');
  });

  it('lets one of many in that find the same stale lock', async () => {
    const gone = spawn(process.execPath, ['-e', '']);
    await once(gone, 'exit');
    await holder({ pid: gone.pid });
    const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => lockForImport(file())));
    expect(attempts.filter(({ status }) => status === 'fulfilled').length).toBe(1);
    expect(await readdir(folder())).toEqual(['import.lock']);
  });

  it('takes over also after one that died while it took over', async () => {
    const gone = spawn(process.execPath, ['-e', '']);
    await once(gone, 'exit');
    await holder({ pid: gone.pid });
    await writeFile(`${file()}.takeover`, await readFile(file()));
    await (await lockForImport(file()))[Symbol.asyncDispose]();
    expect(await readdir(folder())).toEqual([]);
  });

  async function failureOf(attempt: Promise<unknown>): Promise<KitError> {
    try {
      await attempt;
    } catch (error) {
      if (error instanceof KitError) return error;
      throw error;
    }
    throw new Error('It did not fail');
  }
});
