import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '../../kernel/start-error.ts';
import type { VaultKey } from './vault-seal.ts';

const ending = '.key';
const firstKey = `key-1${ending}`;

/**
 * The vault's keys in a folder, the last by name first: a file `key-2.key` put beside `key-1.key` seals from the next
 * start on, and the old one still opens. The first key is made by whoever comes first; BFFs of one installation share
 * the folder. Throws StartError where a file holds no key.
 */
export async function loadVaultKeys(folder: string): Promise<VaultKey[]> {
  const names = await keyFiles(folder);
  if (names.length === 0) await createKey(folder);
  const found = names.length === 0 ? await keyFiles(folder) : names;
  return Promise.all(found.toSorted(byNumber).map((name) => readKey(folder, name)));
}

async function keyFiles(folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return (await readdir(folder)).filter((name) => name.endsWith(ending));
}

function byNumber(left: string, right: string): number {
  return right.localeCompare(left, 'en', { numeric: true });
}

async function createKey(folder: string): Promise<void> {
  const temporary = join(folder, `${randomUUID()}.tmp`);
  try {
    await writeFile(temporary, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
    // Unlike a rename, a link never replaces the key of one who was faster.
    await link(temporary, join(folder, firstKey));
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) {
      throw new StartError(`The vault key in ${folder} could not be made. Make the folder writable.`, { cause });
    }
  } finally {
    await rm(temporary, { force: true });
  }
}

async function readKey(folder: string, name: string): Promise<VaultKey> {
  const path = join(folder, name);
  const secret = Buffer.from((await readFile(path, 'utf8')).trim(), 'base64url');
  const id = name.slice(0, -ending.length);
  if (secret.length === 32 && /^[\w-]+$/.test(id)) return { id, secret };
  throw new StartError(`The key file ${path} must hold 32 bytes in base64url. Restore it from a copy, or remove it.`);
}
