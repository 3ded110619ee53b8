import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '../../kernel/start-error.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { loadVaultKeys } from './vault-keys.ts';

describe('loadVaultKeys', () => {
  const folder = temporaryFolder();
  const secret = (letter: string) => Buffer.alloc(32, letter);
  const line = (id: string, letter = id) => `${id} ${secret(letter).toString('base64')}`;

  const withFile = async (text: string) => {
    const vaultKeysFile = join(folder(), 'keys.txt');
    await writeFile(vaultKeysFile, text);
    return { vaultKeysFile, dataDir: join(folder(), 'data') };
  };
  const withoutFile = () => ({ vaultKeysFile: undefined, dataDir: folder() });

  it('makes a key in DATA_DIR once, for its owner only', async () => {
    const [first, second] = await Promise.all([loadVaultKeys(withoutFile()), loadVaultKeys(withoutFile())]);
    expect(first).toEqual(second);
    expect(await loadVaultKeys(withoutFile())).toEqual(first);
    expect(first.map(({ secret: { length } }) => length)).toEqual([32]);
    const keys = join(folder(), 'keys');
    expect(await readdir(keys)).toEqual(['vault.keys']);
    expect((await stat(join(keys, 'vault.keys'))).mode & 0o777).toBe(0o600);
    expect((await stat(keys)).mode & 0o777).toBe(0o700);
  });

  it('takes the keys of VAULT_KEYS_FILE in their order, and makes none', async () => {
    const config = await withFile(`# since June\n${line('new')}\n\n  ${line('old')}  \r\n`);
    expect(await loadVaultKeys(config)).toEqual([
      { id: 'new', secret: secret('new') },
      { id: 'old', secret: secret('old') },
    ]);
    expect(await readdir(folder())).toEqual(['keys.txt']);
  });

  it('takes both alphabets of base64', async () => {
    const bytes = Buffer.alloc(32, 0xfb);
    const config = await withFile(`a ${bytes.toString('base64url')}\nb ${bytes.toString('base64')}\n`);
    expect((await loadVaultKeys(config)).map((key) => Buffer.from(key.secret))).toEqual([bytes, bytes]);
  });

  it('refuses what holds no keys, naming setting, file and line but nothing of a key', async () => {
    const bad: Readonly<Record<string, RegExp>> = {
      '': /^VAULT_KEYS_FILE: .*keys\.txt holds no key/,
      [`${line('a')}\n${line('a', 'b')}`]: /^VAULT_KEYS_FILE: .*keys\.txt has two keys named a/,
      [`${line('a')}\nb short-secret`]: /^VAULT_KEYS_FILE: line 2 of .*keys\.txt must be an id and 32 bytes in base64/,
      [secret('s').toString('base64')]: /^VAULT_KEYS_FILE: line 1 of /,
      [`a.b ${secret('s').toString('base64')}`]: /^VAULT_KEYS_FILE: line 1 of /,
    };
    for (const [text, message] of Object.entries(bad)) {
      const error: unknown = await loadVaultKeys(await withFile(text)).catch((refused: unknown) => refused);
      expect(error).withContext(text).toBeInstanceOf(StartError);
      const said = error instanceof StartError ? error.message : '';
      expect(said).toMatch(message);
      expect(said).not.toMatch(/short-secret|c3Nz/);
    }
  });

  it('refuses a file that is not there, rather than making keys that no other BFF has', async () => {
    const vaultKeysFile = join(folder(), 'missing.txt');
    await expectAsync(loadVaultKeys({ vaultKeysFile, dataDir: folder() })).toBeRejectedWithError(
      StartError,
      /^VAULT_KEYS_FILE: .*missing\.txt cannot be read \(ENOENT\)/,
    );
    await expectAsync(readFile(vaultKeysFile)).toBeRejected();
  });
});
