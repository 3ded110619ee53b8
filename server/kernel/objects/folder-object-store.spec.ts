import { createHash } from 'node:crypto';
import { mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { AppError } from '../http/errors.ts';
import { createFolderObjectStore } from './folder-object-store.ts';
import { ObjectMissingError, type ObjectStore } from './object-store.ts';

const bytesOf = (text: string) => Readable.from([Buffer.from(text)]);
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('The object store in a folder', () => {
  const folder = temporaryFolder();
  let store: ObjectStore;

  beforeEach(async () => {
    store = await createFolderObjectStore(folder());
  });

  const read = async (key: string, range?: { start: number; end: number }) =>
    (await buffer(await store.open(key, range))).toString();
  const keys = async (prefix: string) => (await Array.fromAsync(store.list(prefix))).sort();

  it('gives back what was put, with size and digest', async () => {
    const stored = await store.put('bundles/a.tar', bytesOf('hello'));
    expect(stored).toEqual({ bytes: 5, sha256: sha256('hello') });
    expect(await read('bundles/a.tar')).toBe('hello');
    expect((await store.head('bundles/a.tar'))?.bytes).toBe(5);
  });

  it('puts under the digest, found while it is written', async () => {
    const hex = sha256('hello');
    const stored = await store.putByDigest('bundles', bytesOf('hello'));
    expect(stored).toEqual({ bytes: 5, sha256: hex, key: `bundles/${hex.slice(0, 2)}/${hex}` });
    expect(await store.putByDigest('bundles', bytesOf('hello'))).toEqual(stored);
    expect(await keys('bundles')).toEqual([stored.key]);
  });

  it('reads a range, both ends included', async () => {
    await store.put('a', bytesOf('0123456789'));
    expect(await read('a', { start: 3, end: 5 })).toBe('345');
    expect(await read('a', { start: 9, end: 9 })).toBe('9');
  });

  it('replaces an object whole; a reader of the old one reads on', async () => {
    await store.put('a', bytesOf('old'));
    const old = await store.open('a');
    await store.put('a', bytesOf('newer'));
    expect((await buffer(old)).toString()).toBe('old');
    expect(await read('a')).toBe('newer');
  });

  it('shows nothing of an object whose source fails, and leaves nothing behind', async () => {
    const failing = async function* (): AsyncIterable<Uint8Array> {
      yield Buffer.from('half');
      await Promise.resolve();
      throw new Error('source lost');
    };
    await expectAsync(store.put('a', failing())).toBeRejectedWithError('source lost');
    expect(await store.head('a')).toBeUndefined();
    expect(await readdir(join(folder(), '.incoming'))).toEqual([]);
  });

  it('tells a full disk as ERR_STORAGE_FULL', async () => {
    const full = async function* (): AsyncIterable<Uint8Array> {
      yield Buffer.from('x');
      await Promise.resolve();
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    };
    const error = await store.put('a', full()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).code).toBe('ERR_STORAGE_FULL');
  });

  it('lists keys under a prefix, and deletes', async () => {
    for (const key of ['a/x/1', 'a/x/2', 'a/y', 'ab/z']) await store.put(key, bytesOf(key));
    expect(await keys('a')).toEqual(['a/x/1', 'a/x/2', 'a/y']);
    expect(await keys('a/x/')).toEqual(['a/x/1', 'a/x/2']);
    expect(await keys('nowhere')).toEqual([]);
    await store.delete('a/x/1');
    await store.delete('a/x/1');
    expect(await keys('')).toEqual(['a/x/2', 'a/y', 'ab/z']);
  });

  it('knows no object that is not there, nor a folder as one', async () => {
    await store.put('a/b', bytesOf('x'));
    expect(await store.head('a')).toBeUndefined();
    expect(await store.head('a/b/c')).toBeUndefined();
    await expectAsync(store.open('nothing')).toBeRejectedWithError(ObjectMissingError);
  });

  for (const key of [
    '',
    '/etc/passwd',
    '../x',
    'a/../../x',
    'a//b',
    'a/./b',
    '.incoming/x',
    'A',
    'a\\b',
    'a\0',
    'a b',
    `${'a/'.repeat(300)}a`,
  ]) {
    it(`takes ${JSON.stringify(key.slice(0, 20))} for no key`, async () => {
      await expectAsync(store.put(key, bytesOf('x'))).toBeRejectedWithError(RangeError);
      await expectAsync(store.open(key)).toBeRejectedWithError(RangeError);
      await expectAsync(store.head(key)).toBeRejectedWithError(RangeError);
      await expectAsync(store.delete(key)).toBeRejectedWithError(RangeError);
    });
  }

  it('clears away what an earlier process left half-written, not what another is writing now', async () => {
    await mkdir(join(folder(), '.incoming'), { recursive: true });
    await writeFile(join(folder(), '.incoming', 'stale'), 'x');
    await utimes(join(folder(), '.incoming', 'stale'), 1, 1);
    await writeFile(join(folder(), '.incoming', 'fresh'), 'x');
    await createFolderObjectStore(folder());
    expect(await readdir(join(folder(), '.incoming'))).toEqual(['fresh']);
  });

  it('keeps files for their owner only', async () => {
    await store.put('a/b', bytesOf('x'));
    const { mode } = await stat(join(folder(), 'a/b'));
    expect(mode & 0o777).toBe(0o600);
  });
});
