import { createHash } from 'node:crypto';
import { lstat, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { version } from '../../kernel/version.ts';
import { walkTenantFolder } from './import-folder.ts';
import { policyPath } from './import-policy.ts';

/**
 * A file that was changed so shortly ago may change again without another time of change: clocks of file systems are
 * coarse (Git's "racy" index entries have the same cause).
 */
const settledAfterMs = 2_000;
/** Files that are asked for at once. */
const parallel = 64;

/**
 * A digest of names, sizes and times of everything in a tenant's folder: while it stays, so did the contents, and
 * nothing needs to be read. Another version of the program may take in what this one refuses, so it counts too.
 * Null where the folder changed within the last seconds before `now` (milliseconds), or changes meanwhile.
 */
export async function markOfFolder(tenantFolder: string, now: number): Promise<string | null> {
  const root = await realpath(tenantFolder);
  const hash = createHash('sha256').update(`${version}\n`);
  let newestMs = 0;
  for await (const paths of inGroups(pathsOf(root), parallel)) {
    const marks = await Promise.all(paths.map((path) => markOfFile(root, path)));
    if (marks.includes(undefined)) return null;
    for (const mark of marks) {
      hash.update(mark?.line ?? '');
      newestMs = Math.max(newestMs, mark?.changedMs ?? 0);
    }
  }
  return newestMs > now - settledAfterMs ? null : hash.digest('hex');
}

async function* pathsOf(root: string): AsyncGenerator<string> {
  yield policyPath;
  for await (const { path } of walkTenantFolder(root)) yield path;
}

/** Undefined where the file vanished meanwhile. */
async function markOfFile(root: string, path: string): Promise<{ line: string; changedMs: number } | undefined> {
  const file = join(root, path);
  const own = await lstat(file, { bigint: true }).catch(() => undefined);
  // A tenant need not have a policy.
  if (!own) return path === policyPath ? { line: '', changedMs: 0 } : undefined;
  const target = own.isSymbolicLink() ? await stat(file, { bigint: true }).catch(() => own) : own;
  const fields = [own, target].flatMap(({ ino, size, mtimeNs, ctimeNs }) => [ino, size, mtimeNs, ctimeNs]);
  return {
    line: `${JSON.stringify(path)} ${fields.join(' ')}\n`,
    changedMs: Number(own.ctimeMs > target.ctimeMs ? own.ctimeMs : target.ctimeMs),
  };
}

export async function* inGroups<Item>(
  items: AsyncIterable<Item> | Iterable<Item>,
  size: number,
): AsyncGenerator<Item[]> {
  let group: Item[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  yield group;
}
