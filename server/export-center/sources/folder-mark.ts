import { createHash } from 'node:crypto';
import { lstatSync, statSync, type BigIntStats } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { version } from '../../kernel/version.ts';
import { walkTenantFolder } from './import-folder.ts';
import { policyPath } from './import-policy.ts';

/**
 * A file that was changed so shortly ago may change again without another time of change: clocks of file systems are
 * coarse (Git's "racy" index entries have the same cause).
 */
const settledAfterMs = 2_000;
/** Files between two looks at whether to stop. */
const groupFiles = 200;

export interface MarkedFolder {
  readonly tenantFolder: string;
  /** Milliseconds, by the clock of the folder. */
  readonly now: number;
}

/**
 * A digest of names, sizes and times of everything in a tenant's folder: while it stays, so did most likely the contents
 * (docs/adr/evidence-files.md). Another version of the program may take in what this one refuses, so it counts too. Null
 * where the folder changed within the last seconds before `now`, or changes meanwhile, or cannot be looked at.
 */
export async function markOfFolder(
  { tenantFolder, now }: MarkedFolder,
  { signal }: { readonly signal: AbortSignal },
): Promise<string | null> {
  const hash = createHash('sha256').update(`${version}\n`);
  let newestMs = 0;
  try {
    const root = await realpath(tenantFolder);
    for await (const paths of inGroups(pathsOf(root), groupFiles)) {
      signal.throwIfAborted();
      for (const path of paths) {
        const { line, changedMs } = markOfFile(root, path);
        hash.update(line);
        newestMs = Math.max(newestMs, changedMs);
      }
    }
  } catch {
    // The import itself says what cannot be read.
    signal.throwIfAborted();
    return null;
  }
  return newestMs > now - settledAfterMs ? null : hash.digest('hex');
}

async function* pathsOf(root: string): AsyncGenerator<string> {
  yield policyPath;
  for await (const { path } of walkTenantFolder(root)) yield path;
}

function markOfFile(root: string, path: string): { line: string; changedMs: number } {
  const file = join(root, path);
  // A tenant need not have a policy.
  if (path === policyPath && !lstatSync(file, { throwIfNoEntry: false })) return { line: '', changedMs: 0 };
  const own = lstatSync(file, { bigint: true });
  const target = own.isSymbolicLink() ? targetOf(file, own) : own;
  const fields = [own, target].flatMap(({ ino, size, mtimeNs, ctimeNs }) => [ino, size, mtimeNs, ctimeNs]);
  return {
    line: `${JSON.stringify(path)} ${fields.join(' ')}\n`,
    changedMs: Number(own.ctimeMs > target.ctimeMs ? own.ctimeMs : target.ctimeMs),
  };
}

function targetOf(link: string, own: BigIntStats): BigIntStats {
  try {
    return statSync(link, { bigint: true });
  } catch {
    return own;
  }
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
