import { join } from 'node:path';
import { type Digest } from '../../../verification/bundle-hashes.ts';
import { digestOfFile } from '../digests.ts';
import { type TaskContext } from './task-context.ts';

/** The digest of each file; null for one that cannot be read. */
export async function digestFiles(
  { folder, paths }: { folder: string; paths: readonly string[] },
  { signal }: TaskContext,
): Promise<(Digest | null)[]> {
  const digests: (Digest | null)[] = [];
  for (const path of paths) {
    signal.throwIfAborted();
    digests.push(
      await digestOfFile(join(folder, path), signal).then(
        ({ sha256 }) => sha256,
        () => null,
      ),
    );
  }
  return digests;
}
