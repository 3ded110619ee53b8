import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';

/** The lines of everything that a mirror serves below `mirror/`, by folder, whatever shards and compression they lie in. */
export async function recordsOfMirror(mirror: string): Promise<Record<string, string[]>> {
  const tree = join(mirror, 'current', 'mirror');
  const records: Record<string, string[]> = {};
  for (const path of (await readdir(tree, { recursive: true })).sort(byNumber)) {
    if (!/\.jsonl?(?:\.zst|\.gz)?$/.test(path)) continue;
    const name = path.replace(/\d*(?:-\d+)?\.jsonl(?:\.zst|\.gz)?$/, '');
    const text = plain(path, await readFile(join(tree, path))).toString();
    (records[name] ??= []).push(...text.split('\n').filter((line) => line !== ''));
  }
  return records;
}

function byNumber(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}

function plain(path: string, content: Buffer): Buffer {
  if (path.endsWith('.zst')) return zstdDecompressSync(content);
  return path.endsWith('.gz') ? gunzipSync(content) : content;
}

/** Every file below a folder with its content, links as where they lead: to see that nothing has changed. */
export async function snapshotOf(folder: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files[path] = (await readFile(path)).toString('latin1');
  }
  return files;
}
