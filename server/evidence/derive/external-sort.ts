import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { mergeSorted } from './merge-sorted.ts';

/** Items held in memory; with texts of a few hundred characters they take some 30 MiB. */
const SEGMENT_ITEMS = 64 * 1024;
const SEGMENT_CHARACTERS = 16 * 1024 * 1024;

export interface ExternalSort<Item> extends AsyncDisposable {
  /** `characters` is about how long the item is as JSON. */
  add(item: Item, characters: number): Promise<void>;
  /** All items in order, repeats included; once. */
  sorted(): AsyncGenerator<Item>;
}

/**
 * Sorts plain JSON values with a bounded part of them in memory: full segments wait, sorted, in files of `folder`. What fits
 * into one segment never touches the disk.
 */
export function createExternalSort<Item>(
  compare: (one: Item, other: Item) => number,
  { folder, name, segmentItems = SEGMENT_ITEMS }: { folder: string; name: string; segmentItems?: number },
): ExternalSort<Item> {
  const files: string[] = [];
  let segment: Item[] = [];
  let held = 0;

  return {
    async add(item, characters) {
      segment.push(item);
      held += characters;
      if (segment.length < segmentItems && held < SEGMENT_CHARACTERS) return;
      const file = join(folder, `${name}-${files.length}.sorted`);
      files.push(file);
      await pipeline(Readable.from(linesOf(segment.sort(compare))), createWriteStream(file));
      segment = [];
      held = 0;
    },
    async *sorted() {
      yield* mergeSorted([...files.map((file) => readItems<Item>(file)), segment.sort(compare)], compare);
    },
    async [Symbol.asyncDispose]() {
      for (const file of files) await rm(file, { force: true });
    },
  };
}

/** JSON leaves U+2028 and U+2029 as they are, and readers of lines break there. */
function* linesOf(items: readonly unknown[]): Generator<string> {
  for (const item of items) {
    yield `${JSON.stringify(item).replace(/[\u2028\u2029]/g, (mark) => (mark === '\u2028' ? '\\u2028' : '\\u2029'))}\n`;
  }
}

async function* readItems<Item>(file: string): AsyncGenerator<Item> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  for await (const line of lines) yield JSON.parse(line) as Item;
}
