import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createKeyFolder } from '../kernel/encryption/key-folder.ts';
import { keyIdOf } from '../kernel/encryption/key-id.ts';
import { runProgram } from '../offline-kit/command-line/run-program.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { kmsCommands } from './kms.ts';

describe('stella kms', () => {
  const folder = temporaryFolder();
  const dataDir = () => join(folder(), 'data');
  beforeEach(() => mkdir(dataDir()));
  const stella = async (...args: string[]) => {
    const said = { out: '', err: '' };
    const hear = (where: 'out' | 'err') => (line: string) => void (said[where] += `${line}\n`);
    const terminal = { out: hear('out'), err: hear('err'), progress: () => undefined };
    const program = { name: 'stella', summary: '', version: '1', commands: kmsCommands(dataDir()) };
    const status = await runProgram(program, ['kms', ...args], { terminal, signal: new AbortController().signal });
    return { status, stdout: said.out, stderr: said.err };
  };
  const keyFile = (name = 'vault') => join(dataDir(), 'kms', `${name}.key`);
  const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

  it('makes a key that only its owner can read, and gives it out to a file or to the screen', async () => {
    const created = await stella('create', 'vault');
    expect(created.stderr).toBe('');
    const key = await createKeyFolder(join(dataDir(), 'kms')).read('vault');
    if (!key) throw new Error('no key');
    expect(created).toEqual({ status: 0, stdout: `kms://vault ${keyIdOf(key)}\n`, stderr: '' });
    expect([await modeOf(keyFile()), await modeOf(join(dataDir(), 'kms'))]).toEqual(['600', '700']);

    const printed = await stella('export', 'vault');
    expect(printed).toEqual({
      status: 0,
      stdout: `${key.toString('base64')}\n`,
      stderr: `kms://vault ${keyIdOf(key)}\n`,
    });
    expect((await stella('export', 'vault', '--output', join(folder(), 'partner.key'))).stdout).toBe('');
    expect(await readFile(join(folder(), 'partner.key'), 'utf8')).toBe(printed.stdout);
    expect(await modeOf(join(folder(), 'partner.key'))).toBe('600');
  });

  it('never replaces a key, nor a file', async () => {
    await stella('create', 'vault');
    const before = await readFile(keyFile(), 'utf8');
    const again = await stella('create', 'vault');
    expect([again.status, again.stdout]).toEqual([4, '']);
    expect(again.stderr).toContain('There is a key "vault" already');
    expect(await readFile(keyFile(), 'utf8')).toBe(before);
    await writeFile(join(folder(), 'mine'), 'mine');
    expect((await stella('export', 'vault', '--output', join(folder(), 'mine'))).stderr).toContain('is there already');
    expect(await readFile(join(folder(), 'mine'), 'utf8')).toBe('mine');
    expect(await readdir(join(dataDir(), 'kms'))).toEqual(['vault.key']);
  });

  it('gives out no key that others can reach, that is a link, or that is none', async () => {
    await stella('create', 'vault');
    const refused = async (reason: string) => {
      const { status, stdout, stderr } = await stella('export', 'vault');
      expect([status, stdout]).withContext(reason).toEqual([4, '']);
      expect(stderr).toContain(reason);
    };
    for (const path of [keyFile(), join(dataDir(), 'kms')]) {
      const mode = (await stat(path)).mode & 0o777;
      await chmod(path, mode | 0o040);
      await refused('by others than its owner');
      await chmod(path, mode);
    }
    await writeFile(keyFile('elsewhere'), await readFile(keyFile()), { mode: 0o600 });
    await rm(keyFile());
    await refused('There is no key');
    await symlink(keyFile('elsewhere'), keyFile());
    await refused('cannot be read');
    await rm(keyFile());
    await writeFile(keyFile(), 'c2hvcnQ=', { mode: 0o600 });
    await refused('32 bytes');
  });

  it('is a command of the program, for the data folder of the Export Center', () => {
    const program = join(import.meta.dirname, 'main.ts');
    const options = { encoding: 'utf8', env: { ...process.env, DATA_DIR: dataDir() } } as const;
    const created = spawnSync(process.execPath, [program, 'kms', 'create', 'vault'], options);
    expect([created.status, created.stdout.split(' ')[0], created.stderr]).toEqual([0, 'kms://vault', '']);
  });

  it('takes no name that leads elsewhere', async () => {
    for (const name of ['../outside', '/etc/passwd', '.hidden', 'UPPER', '', 'a/b', 'x'.repeat(64)]) {
      expect((await stella('create', name)).status)
        .withContext(name)
        .toBe(4);
    }
    expect(await readdir(dataDir())).toEqual([]);
  });

  it('makes no key where no Export Center would read it', async () => {
    await rm(dataDir(), { recursive: true });
    for (const command of ['create', 'export']) {
      const { status, stderr } = await stella(command, 'vault');
      expect(status).toBe(2);
      expect(stderr).toContain(`There is no data folder ${dataDir()}. Name that of the Export Center by --data-dir`);
    }
    expect(await readdir(folder())).toEqual([]);
  });
});
