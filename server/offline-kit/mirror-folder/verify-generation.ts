import { createHash } from 'node:crypto';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { asDigest } from '../../verification/bundle-hashes.ts';
import { type Problem } from '../../verification/verdict.ts';
import { piecesOf } from '../bundle/bundle-file.ts';
import { systemCodeOf } from '../command-line/kit-error.ts';
import { type Watching } from '../verification/examination.ts';
import { INDEX_FILE, readIndex } from './mirror-folder.ts';
import { type IndexedFile } from './mirror-state.ts';

/**
 * Compares the files of a generation with its index: finds what a disk or a person has changed since the import. `concerns` narrows
 * it to some of the files.
 */
export async function verifyGeneration(
  folder: string,
  { signal, onProgress }: Watching,
  concerns: (path: string) => boolean = () => true,
): Promise<{ files: number; problems: Problem[] }> {
  const indexed = (await readIndex(folder)).files.filter(({ path }) => concerns(path));
  const total = indexed.reduce((sum, { bytes }) => sum + bytes, 0);
  const problems: Problem[] = [];
  let read = 0;
  for (const file of indexed) {
    signal.throwIfAborted();
    const problem = await compare(folder, file);
    if (problem) problems.push(problem);
    read += file.bytes;
    onProgress('Comparing files with the index', read / Math.max(total, 1));
  }
  const known = new Set(indexed.map(({ path }) => path));
  for await (const path of pathsBelow(folder)) {
    if (path !== INDEX_FILE && concerns(path) && !known.has(path)) problems.push({ path, reason: 'unexpected' });
  }
  return { files: indexed.length, problems };
}

async function compare(folder: string, { path, sha256, bytes }: IndexedFile): Promise<Problem | undefined> {
  const hash = createHash('sha256');
  try {
    const found = await lstat(join(folder, path));
    if (!found.isFile()) return { path, reason: 'not-a-plain-file' };
    if (found.size !== bytes)
      return { path, reason: 'size-mismatch', expected: String(bytes), actual: String(found.size) };
    for await (const piece of piecesOf(join(folder, path))) hash.update(piece);
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return { path, reason: 'missing' };
    throw error;
  }
  const actual = asDigest(hash.digest('hex'));
  return actual === sha256 ? undefined : { path, reason: 'digest-mismatch', expected: sha256, actual };
}

async function* pathsBelow(folder: string, prefix = ''): AsyncGenerator<string> {
  for (const entry of await readdir(join(folder, prefix), { withFileTypes: true })) {
    const path = `${prefix}${entry.name}`;
    if (entry.isDirectory()) yield* pathsBelow(folder, `${path}/`);
    else yield path;
  }
}
