import { randomBytes, randomUUID } from 'node:crypto';
import { access, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config } from '../../kernel/config/config.ts';
import { StartError } from '../../kernel/start-error.ts';
import type { VaultKey } from './vault-seal.ts';

const setting = 'VAULT_KEYS_FILE';

/**
 * The keys of the vault, from a text file with one key a line: an id and 32 bytes in base64. The first one seals, all of
 * them open, so a new key is first put last on every BFF and then first (docs/deployment.md has the steps). Without
 * VAULT_KEYS_FILE the file lies in DATA_DIR and is made with a first key by whoever comes first.
 * @throws StartError where the file cannot be read or a line holds no key; never with anything of the line in it.
 */
export async function loadVaultKeys(config: Pick<Config, 'vaultKeysFile' | 'dataDir'>): Promise<VaultKey[]> {
  const { vaultKeysFile, dataDir } = config;
  if (vaultKeysFile !== undefined) return readKeys(vaultKeysFile);
  const own = join(dataDir, 'keys', 'vault.keys');
  if (!(await exists(own))) await makeFirstKey(own);
  return readKeys(own);
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function readKeys(path: string): Promise<VaultKey[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable';
    throw new StartError(`${setting}: ${path} cannot be read (${code}). Restore it, or correct the setting.`, {
      cause,
    });
  });
  const keys = text.split('\n').flatMap((line, index) => keyOf(line, `line ${index + 1} of ${path}`));
  if (keys.length === 0) throw new StartError(`${setting}: ${path} holds no key. Write a line with an id and a key.`);
  const doubled = keys.find(({ id }, index) => keys.findIndex((other) => other.id === id) !== index);
  if (doubled)
    throw new StartError(`${setting}: ${path} has two keys named ${doubled.id}. Give each an id of its own.`);
  return keys;
}

/** None in an empty line and in one that begins with `#`. */
function keyOf(line: string, where: string): VaultKey[] {
  const given = line.trim();
  if (given === '' || given.startsWith('#')) return [];
  const [, id, encoded] = /^([\w-]{1,64})\s+([\w+/-]{43}=?)$/.exec(given) ?? [];
  if (id !== undefined && encoded !== undefined) return [{ id, secret: Buffer.from(encoded, 'base64') }];
  throw new StartError(
    `${setting}: ${where} must be an id and 32 bytes in base64, as \`openssl rand -base64 32\` makes.`,
  );
}

async function makeFirstKey(path: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(temporary, `key-${Date.now()} ${randomBytes(32).toString('base64')}\n`, {
      mode: 0o600,
      flag: 'wx',
    });
    // Unlike a rename, a link never replaces the keys of one who was faster, or those that are there already.
    await link(temporary, path);
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) {
      throw new StartError(`The vault's key file ${path} could not be made. Make its folder writable.`, { cause });
    }
  } finally {
    await rm(temporary, { force: true });
  }
}
