import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, open, opendir, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { AppError } from '../http/errors.ts';
import { StartError } from '../start-error.ts';
import { checkKey, checkPrefix } from './object-key.ts';
import {
  ObjectMissingError,
  type ByteRange,
  type ObjectHead,
  type ObjectStore,
  type StoredObject,
} from './object-store.ts';

/** Holds what is being written; a name that no key can have. */
const temporaryFolder = '.incoming';

/** What is still being written was written to within this time; another process may share the folder. */
const leftoverAgeMs = 600_000;

/**
 * Objects as files under a folder. What an earlier process left half-written is deleted.
 * @throws StartError where the folder cannot be written to.
 */
export async function createFolderObjectStore(root: string): Promise<ObjectStore> {
  const temporary = join(root, temporaryFolder);
  try {
    await mkdir(temporary, { recursive: true, mode: 0o700 });
    await deleteLeftovers(temporary);
  } catch (cause) {
    throw new StartError(`The objects folder ${root} must be writable.`, { cause });
  }
  return new FolderObjectStore(root, temporary);
}

async function deleteLeftovers(temporary: string): Promise<void> {
  for (const name of await readdir(temporary)) {
    const path = join(temporary, name);
    const found = await missingAsUndefined(stat(path));
    if (found && Date.now() - found.mtimeMs > leftoverAgeMs) await rm(path, { force: true });
  }
}

class FolderObjectStore implements ObjectStore {
  readonly #root: string;
  readonly #temporary: string;

  constructor(root: string, temporary: string) {
    this.#root = root;
    this.#temporary = temporary;
  }

  async put(key: string, body: AsyncIterable<Uint8Array>): Promise<StoredObject> {
    const path = this.#pathOf(key);
    return this.#write(body, () => path);
  }

  async putByDigest(prefix: string, body: AsyncIterable<Uint8Array>): Promise<StoredObject & { readonly key: string }> {
    const keyOf = (sha256: string): string => `${checkPrefix(prefix)}/${sha256.slice(0, 2)}/${sha256}`;
    const stored = await this.#write(body, (sha256) => this.#pathOf(keyOf(sha256)));
    return { ...stored, key: keyOf(stored.sha256) };
  }

  async open(key: string, range?: ByteRange): Promise<Readable> {
    const handle = await missingAsUndefined(open(this.#pathOf(key), 'r'));
    if (!handle) throw new ObjectMissingError(`There is no object ${key}`);
    return handle.createReadStream({ ...range, highWaterMark: 256 * 1024 });
  }

  async head(key: string): Promise<ObjectHead | undefined> {
    const found = await missingAsUndefined(stat(this.#pathOf(key)));
    return found?.isFile() ? { bytes: found.size, modifiedAt: found.mtime } : undefined;
  }

  async delete(key: string): Promise<void> {
    await rm(this.#pathOf(key), { force: true });
  }

  async *list(prefix: string): AsyncIterable<string> {
    const folder = checkPrefix(prefix);
    const entries = await missingAsUndefined(opendir(join(this.#root, folder)));
    if (!entries) return;
    for await (const entry of entries) {
      const key = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && entry.name !== temporaryFolder) yield* this.list(key);
      else if (entry.isFile()) yield key;
    }
  }

  async ping(): Promise<void> {
    await access(this.#temporary, constants.R_OK | constants.W_OK);
  }

  #pathOf(key: string): string {
    return join(this.#root, checkKey(key));
  }

  /** Bytes to a temporary file, to the disk, and only then under their name. */
  async #write(body: AsyncIterable<Uint8Array>, pathOf: (sha256: string) => string): Promise<StoredObject> {
    const temporary = join(this.#temporary, randomUUID());
    try {
      const stored = await writeAndSync(temporary, body);
      const path = pathOf(stored.sha256);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await rename(temporary, path);
      await syncFolder(dirname(path));
      return stored;
    } catch (error) {
      await rm(temporary, { force: true });
      throw isDiskFull(error) ? storageFull(error) : error;
    }
  }
}

async function writeAndSync(path: string, body: AsyncIterable<Uint8Array>): Promise<StoredObject> {
  const handle = await open(path, 'wx', 0o600);
  try {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of body) {
      hash.update(chunk);
      bytes += chunk.byteLength;
      await writeWhole(handle, chunk);
    }
    await handle.sync();
    return { bytes, sha256: hash.digest('hex') };
  } finally {
    await handle.close();
  }
}

async function writeWhole(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let written = 0; written < chunk.byteLength;) {
    written += (await handle.write(chunk, written)).bytesWritten;
  }
}

/** Makes the rename itself survive a power cut. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function missingAsUndefined<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined;
    throw error;
  }
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}

function storageFull(cause: unknown): AppError {
  return new AppError('ERR_STORAGE_FULL', 'There is no space left to store this.', { cause });
}
