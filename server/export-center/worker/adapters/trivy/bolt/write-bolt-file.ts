import { open } from 'node:fs/promises';
import {
  CHECKSUM_AT,
  FIRST_TREE_PAGE,
  FREELIST_PAGE,
  MAGIC,
  META_BYTES,
  PAGE_BYTES,
  PAGE_HEADER_BYTES,
  VERSION,
  checksumOf,
  pageKinds,
} from '../../../../../verification/import-check/trivy/bolt-format.ts';
import { openFileWriter } from '../../../records/file-writer.ts';
import { BucketBuilder } from './bucket-builder.ts';

/** A value and where it belongs: the names of its buckets from the outermost on, and its key. */
export interface BoltEntry {
  readonly buckets: readonly Buffer[];
  readonly key: Buffer;
  readonly value: Buffer;
}

/** What bbolt takes as a key. */
export const MAX_KEY_BYTES = 32_768;

/**
 * Writes a BoltDB file (format: `bolt-format.ts`) from entries that are sorted byte by byte by their buckets and keys, each of
 * them once. One page a level and bucket is in memory. The same entries give the same bytes.
 *
 * Written by hand: on npm there is no program that writes BoltDB, and calling Go's would need Go where the worker runs.
 *
 * @throws RangeError where an entry is out of order or has a key that bbolt refuses.
 */
export async function writeBoltFile(
  path: string,
  entries: AsyncIterable<BoltEntry> | Iterable<BoltEntry>,
): Promise<void> {
  await using file = await openFileWriter(path);
  let pages = FIRST_TREE_PAGE;
  const place = async (page: Buffer): Promise<number> => {
    const number = pages;
    const overflow = Math.ceil(page.length / PAGE_BYTES) - 1;
    page.writeBigUInt64LE(BigInt(number), 0);
    page.writeUInt32LE(overflow, 12);
    await file.write(page);
    await file.write(Buffer.alloc((overflow + 1) * PAGE_BYTES - page.length));
    pages += overflow + 1;
    return number;
  };

  await file.write(Buffer.alloc(FIRST_TREE_PAGE * PAGE_BYTES));
  const root = await growTree(entries, place);
  await file.close();

  await using head = await open(path, 'r+');
  await head.write(headOf(root, pages), 0, FIRST_TREE_PAGE * PAGE_BYTES, 0);
}

/** Answers the root page. */
async function growTree(
  entries: AsyncIterable<BoltEntry> | Iterable<BoltEntry>,
  place: (page: Buffer) => Promise<number>,
): Promise<number> {
  const outermost = new BucketBuilder(place);
  const opened: { readonly name: Buffer; readonly bucket: BucketBuilder }[] = [];
  const innermost = () => opened.at(-1)?.bucket ?? outermost;
  const closeDownTo = async (depth: number): Promise<void> => {
    while (opened.length > depth) {
      const closed = opened.pop();
      if (closed) await innermost().putBucket(closed.name, await closed.bucket.finish());
    }
  };

  let previous: BoltEntry | undefined;
  for await (const entry of entries) {
    checkEntry(entry, previous);
    previous = entry;
    const { buckets, key, value } = entry;
    const firstNew = buckets.findIndex((name, depth) => !opened[depth]?.name.equals(name));
    await closeDownTo(firstNew < 0 ? buckets.length : firstNew);
    for (const name of buckets.slice(opened.length)) opened.push({ name, bucket: new BucketBuilder(place) });
    await innermost().putValue(key, value);
  }
  await closeDownTo(0);
  return outermost.finishRoot();
}

function checkEntry(entry: BoltEntry, previous: BoltEntry | undefined): void {
  const names = [...entry.buckets, entry.key];
  if (names.some(({ length }) => length === 0 || length > MAX_KEY_BYTES)) {
    throw new RangeError(`A BoltDB key has 1 to ${MAX_KEY_BYTES} bytes`);
  }
  if (previous && compareNames([...previous.buckets, previous.key], names) >= 0) {
    throw new RangeError(`${names.map(String).join(' → ')} is out of order`);
  }
}

/** Negative where `one` lies before `other`; 0 also where one of them would be a value and a bucket at once. */
function compareNames(one: readonly Buffer[], other: readonly Buffer[]): number {
  for (const [depth, name] of one.entries()) {
    const otherName = other[depth];
    if (!otherName) return 0;
    const order = Buffer.compare(name, otherName);
    if (order !== 0) return order;
  }
  return 0;
}

/** The pages before the trees: two equal meta records, of which the one with the higher transaction counts, and no free page. */
function headOf(root: number, pages: number): Buffer {
  const head = Buffer.alloc(FIRST_TREE_PAGE * PAGE_BYTES);
  for (const page of [0, 1]) {
    writePageHeader(head, page, pageKinds.meta);
    const at = page * PAGE_BYTES + PAGE_HEADER_BYTES;
    const meta = head.subarray(at, at + META_BYTES);
    meta.writeUInt32LE(MAGIC, 0);
    meta.writeUInt32LE(VERSION, 4);
    meta.writeUInt32LE(PAGE_BYTES, 8);
    meta.writeBigUInt64LE(BigInt(root), 16);
    meta.writeBigUInt64LE(BigInt(FREELIST_PAGE), 32);
    meta.writeBigUInt64LE(BigInt(pages), 40);
    meta.writeBigUInt64LE(BigInt(page), 48);
    meta.writeBigUInt64LE(checksumOf(meta), CHECKSUM_AT);
  }
  writePageHeader(head, FREELIST_PAGE, pageKinds.freelist);
  return head;
}

function writePageHeader(head: Buffer, page: number, kind: number): void {
  head.writeBigUInt64LE(BigInt(page), page * PAGE_BYTES);
  head.writeUInt16LE(kind, page * PAGE_BYTES + 8);
}
