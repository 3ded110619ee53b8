import { compareText } from '../../verification/compare-text.ts';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeRuntime } from '../../kernel/streams/node-runtime.ts';
import { ByteSource } from '../../verification/archive/byte-source.ts';
import { codecOfFileName } from '../../verification/runtime.ts';
import { piecesOf } from '../bundle/bundle-file.ts';
import { KitError, systemCodeOf } from '../command-line/kit-error.ts';

/** A line longer than this is refused before it fills the memory, as verification does. */
const LINE_LIMIT_BYTES = 256 * 1024 * 1024;

/** What every line of a mirror's raw records, removals and lists of SBOMs has. */
export interface Named {
  readonly id: string;
  readonly source: string;
}

/** A line and what it says. */
export interface Line<Value> {
  readonly bytes: Uint8Array;
  readonly value: Value;
}

/** The lines of one file, decompressed as its name says. @throws KitError `refused` where a line is not JSON. */
export async function* readLines<Value>(path: string): AsyncGenerator<Line<Value>> {
  const codec = codecOfFileName(path);
  const source = new ByteSource(codec ? nodeRuntime.decompress(codec, piecesOf(path)) : piecesOf(path));
  try {
    for (let at = 1; ; at += 1) {
      const bytes = await source.readLine(LINE_LIMIT_BYTES);
      if (!bytes) return;
      yield { bytes, value: parseLine(bytes, `${path}, line ${at}`) as Value };
    }
  } finally {
    await source.close();
  }
}

function parseLine(bytes: Uint8Array, place: string): unknown {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'));
  } catch (cause) {
    throw new KitError('refused', `${place} is not JSON.`, { cause });
  }
}

/** The lines of all shards of a folder, in the order of the records; none where there is no folder. */
export async function* readShards<Value>(folder: string): AsyncGenerator<Line<Value>> {
  for (const file of await shardsOf(folder)) yield* readLines<Value>(file);
}

/** `a0.jsonl.zst`, `a1.jsonl.zst`, …, `a10.jsonl.zst`: by number. */
async function shardsOf(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (systemCodeOf(error) === 'ENOENT') return [];
    throw error;
  });
  const numberOf = (name: string) => Number(/(\d+)\.jsonl/.exec(name)?.[1] ?? 0);
  return names.toSorted((one, other) => numberOf(one) - numberOf(other)).map((name) => join(folder, name));
}

/** By id, then source, by UTF-16 code unit: what names a document of one kind (docs/adr/delta-carries-raw-records.md). */
export function compareNames(one: Named, other: Named): number {
  return compareText(one.id, other.id) || compareText(one.source, other.source);
}
