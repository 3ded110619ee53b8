import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ByteSource } from '../../../../verification/archive/byte-source.ts';
import { readPieces } from '../../digests.ts';
import { ExportError } from '../../export-error.ts';
import { openFileWriter } from '../../records/file-writer.ts';
import { mergeSorted, withoutRepeats } from '../../../../evidence/derive/merge-sorted.ts';

/** A key and what belongs to it, both as bytes. */
export interface Row {
  readonly key: Buffer;
  readonly value: Buffer;
}

export interface RowSorting {
  /** Holds sorted segments meanwhile; gone at the end. */
  readonly folder: string;
  /** What the memory holds of keys and values at a time, unless a single row is larger. */
  readonly segmentBytes?: number;
}

const SEGMENT_BYTES = 16 * 1024 * 1024;
/** Bounds what very small rows take beside their bytes. */
const SEGMENT_ROWS = 64 * 1024;
const SEGMENT_READ_BYTES = 64 * 1024;
const HEADER_BYTES = 8;

/** Byte by byte: by key, then by value. */
function compareRows(one: Row, other: Row): number {
  return Buffer.compare(one.key, other.key) || Buffer.compare(one.value, other.value);
}

/**
 * The rows in the order of their keys, then of their values, each pair once: an external merge sort over sorted segments, with a
 * bounded part of the rows in memory.
 */
export async function* sortRows(
  rows: AsyncIterable<Row> | Iterable<Row>,
  { folder, segmentBytes = SEGMENT_BYTES }: RowSorting,
): AsyncGenerator<Row> {
  const files: string[] = [];
  let segment: Row[] = [];
  let bytes = 0;
  for await (const row of rows) {
    const rowBytes = row.key.length + row.value.length;
    if (segment.length > 0 && (bytes + rowBytes > segmentBytes || segment.length >= SEGMENT_ROWS)) {
      const file = join(folder, `${files.length}.rows`);
      await writeSegment(file, segment.sort(compareRows));
      files.push(file);
      segment = [];
      bytes = 0;
    }
    segment.push(row);
    bytes += rowBytes;
  }
  yield* withoutRepeats(mergeSorted([...files.map(readSegment), segment.sort(compareRows)], compareRows), compareRows);
  await rm(folder, { recursive: true, force: true });
}

/** Lengths of key and value as u32, then the two. */
async function writeSegment(path: string, rows: readonly Row[]): Promise<void> {
  await using file = await openFileWriter(path);
  for (const { key, value } of rows) {
    const header = Buffer.allocUnsafe(HEADER_BYTES);
    header.writeUInt32LE(key.length, 0);
    header.writeUInt32LE(value.length, 4);
    await file.write(Buffer.concat([header, key, value]));
  }
  await file.close();
}

async function* readSegment(path: string): AsyncGenerator<Row> {
  const source = new ByteSource(readPieces(path, SEGMENT_READ_BYTES));
  try {
    for (;;) {
      const header = Buffer.from(await source.readExactly(HEADER_BYTES));
      if (header.length === 0) return;
      const keyBytes = header.readUInt32LE(0);
      const whole = Buffer.from(await source.readExactly(keyBytes + header.readUInt32LE(4)));
      if (whole.length < keyBytes) throw new ExportError('internal', `Staging file ${path} is cut`);
      yield { key: whole.subarray(0, keyBytes), value: whole.subarray(keyBytes) };
    }
  } finally {
    await source.close();
  }
}
