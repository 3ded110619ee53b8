import { type FileDigest } from '../digests.ts';
import { BUNDLE_FOLDER, ENCRYPTED_FOLDER } from './bundle-job.ts';
import { type FinishedStep } from './run-step.ts';

/** A file of the bundle as it will be stored; `path` is in the bundle. */
export interface StoredFile extends FileDigest {
  /** Where it lies in the staging folder. */
  readonly stagedAt: string;
}

/**
 * What the steps have made for the bundle, sorted by path. Where two made a file of the same path, that of the later one
 * counts: the encrypted file takes the place of the plain one.
 */
export function storedFiles(steps: readonly FinishedStep<unknown>[]): StoredFile[] {
  const files = new Map<string, StoredFile>();
  for (const { path: stagedAt, sha256, bytes } of steps.flatMap((step) => step.files)) {
    const path = pathInBundle(stagedAt);
    if (path !== undefined) files.set(path, { path, sha256, bytes, stagedAt });
  }
  return [...files.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** Undefined for a file that stays in the staging folder. */
function pathInBundle(stagedAt: string): string | undefined {
  const folder = [BUNDLE_FOLDER, ENCRYPTED_FOLDER].find((name) => stagedAt.startsWith(`${name}/`));
  return folder && stagedAt.slice(folder.length + 1);
}
