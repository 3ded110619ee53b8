import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { compareRecords } from '../evidence-record.ts';
import { openFileWriter } from './file-writer.ts';
import { mergeSorted } from './merge-sorted.ts';
import { type StagedRecord, frameOf, readFrames } from './record-file.ts';

/** What the memory holds of the records at a time. */
export const SEGMENT_BYTES = 64 * 1024 * 1024;
/** A small record costs more than its content. */
const RECORD_OVERHEAD_BYTES = 512;
/** All segments are read side by side. */
const SEGMENT_READ_BYTES = 64 * 1024;

/**
 * The records in their order, each identity once, with a bounded part of them in memory: an external merge sort over sorted
 * segments in `folder`. What fits into one segment never touches the disk.
 */
export async function* sortRecords(
  records: AsyncIterable<StagedRecord>,
  { folder, segmentBytes }: { folder: string; segmentBytes: number },
): AsyncGenerator<StagedRecord> {
  const segments: string[] = [];
  let held: StagedRecord[] = [];
  let heldBytes = 0;
  for await (const record of records) {
    held.push(record);
    heldBytes += record.content.length + RECORD_OVERHEAD_BYTES;
    if (heldBytes < segmentBytes) continue;
    const path = join(folder, `${segments.length}.segment`);
    await writeSegment(path, held.sort(compareRecords));
    segments.push(path);
    held = [];
    heldBytes = 0;
  }
  held.sort(compareRecords);
  yield* mergeSorted([...segments.map((path) => readFrames(path, SEGMENT_READ_BYTES)), inMemory(held)], compareRecords);
  await rm(folder, { recursive: true, force: true });
}

async function writeSegment(path: string, records: readonly StagedRecord[]): Promise<void> {
  await using file = await openFileWriter(path);
  for (const record of records) {
    for (const piece of frameOf(record)) await file.write(piece);
  }
  await file.close();
}

async function* inMemory<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}
