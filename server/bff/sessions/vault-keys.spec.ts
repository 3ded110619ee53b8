import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartError } from '../../kernel/start-error.ts';
import { loadVaultKeys } from './vault-keys.ts';

describe('loadVaultKeys', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'vault-keys-'))));
  afterEach(() => rm(folder, { recursive: true }));

  it('makes a key once, for its owner only', async () => {
    const [first, second] = await Promise.all([loadVaultKeys(folder), loadVaultKeys(folder)]);
    expect(first).toEqual(second);
    expect(first.map(({ id }) => id)).toEqual(['key-1']);
    expect(first[0]?.secret).toHaveSize(32);
    expect(await readdir(folder)).toEqual(['key-1.key']);
    expect((await stat(join(folder, 'key-1.key'))).mode & 0o777).toBe(0o600);
  });

  it('puts the highest number first', async () => {
    for (const name of ['key-9.key', 'key-10.key']) {
      await writeFile(join(folder, name), Buffer.alloc(32, name).toString('base64url'));
    }
    expect((await loadVaultKeys(folder)).map(({ id }) => id)).toEqual(['key-10', 'key-9']);
  });

  it('names the file that holds no key', async () => {
    await writeFile(join(folder, 'key-1.key'), 'short');
    await expectAsync(loadVaultKeys(folder)).toBeRejectedWithError(StartError, /key-1\.key must hold 32 bytes/);
  });
});
