import { randomBytes, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { link, mkdir, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { KEY_BYTES } from './key-id.ts';

/** Why a key of the folder cannot be used, by its name; `message` names no path and no key. */
export class KeyFolderError extends Error {
  override readonly name = 'KeyFolderError';
}

/** The embedded key store: keys of recipients by their names, the `<name>` of `kms://<name>`. */
export interface KeyFolder {
  /** Makes a new key of 32 random bytes. @throws KeyFolderError where the name is taken or is none. */
  create(name: string): Promise<Buffer>;
  /** The key; undefined where there is none of the name. @throws KeyFolderError where others can read its file. */
  read(name: string): Promise<Buffer | undefined>;
}

/** As contracts allow it in `kms://…`; no name leads out of the folder. */
const keyName = /^[a-z0-9][a-z0-9._-]{0,62}$/;

const OTHERS = 0o077;

/**
 * Keys as `<folder>/<name>.key`: base64, mode 0600, in a folder of mode 0700. What others could read or replace is refused: it
 * may be no secret, or not the key that its recipient has.
 */
export function createKeyFolder(folder: string): KeyFolder {
  const fileOf = (name: string): string => {
    if (!keyName.test(name)) {
      throw new KeyFolderError(
        `"${name}" is no name of a key: lower-case letters, digits, ".", "_" and "-", at most 63`,
      );
    }
    return join(folder, `${name}.key`);
  };
  return {
    async create(name) {
      const path = fileOf(name);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const key = randomBytes(KEY_BYTES);
      if (await writeNew(path, `${key.toString('base64')}\n`)) return key;
      throw new KeyFolderError(
        `There is a key "${name}" already. What it was wrapped with could not be read with a new one.`,
      );
    },
    async read(name) {
      const path = fileOf(name);
      const text = await readPrivate(folder, path, name);
      if (text === undefined) return undefined;
      const key = Buffer.from(text.trim(), 'base64');
      if (key.length === KEY_BYTES) return key;
      throw new KeyFolderError(
        `The file of the key "${name}" must hold ${KEY_BYTES} bytes in base64. Restore it from a copy.`,
      );
    },
  };
}

/** Appears whole or not at all; false where there is such a file already. */
async function writeNew(path: string, text: string): Promise<boolean> {
  const temporary = `${path}.${randomUUID()}`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    // Unlike a rename, a link never replaces a key.
    await link(temporary, path);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function readPrivate(folder: string, path: string, name: string): Promise<string | undefined> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      const modes = [(await file.stat()).mode, (await stat(folder)).mode];
      if (modes.some((mode) => mode & OTHERS)) {
        throw new KeyFolderError(
          `The key "${name}" can be reached by others than its owner. Set mode 0600 for its file and 0700 for the folder.`,
        );
      }
      return await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return undefined;
    if (cause instanceof KeyFolderError) throw cause;
    throw new KeyFolderError(`The file of the key "${name}" cannot be read.`, { cause });
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
