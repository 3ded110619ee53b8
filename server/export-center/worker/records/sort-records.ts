import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { compareRecords } from '../evidence-record.ts';
import { openFileWriter } from './file-writer.ts';
import { mergeSorted, withoutRepeats } from '../../../evidence/derive/merge-sorted.ts';
import { type StagedRecord, frameOf, readFrames } from './record-file.ts';

/** What the memory holds of the records' contents at a time, unless a single one is larger. */
export const SEGMENT_BYTES = 16 * 1024 * 1024;
/** Bounds what the identities of very small records take. */
const SEGMENT_RECORDS = 8 * 1024;
/** All segments are read side by side. */
const SEGMENT_READ_BYTES = 64 * 1024;

/**
 * The records in their order, each identity once, with a bounded part of them in memory: an external merge sort over
 * sorted segments in `folder`. What fits into one segment never touches the disk. A record's content is valid until the
 * next one is asked for.
 */
export async function* sortRecords(
  records: AsyncIterable<StagedRecord>,
  { folder, segmentBytes }: { folder: string; segmentBytes: number },
): AsyncGenerator<StagedRecord> {
  const files: string[] = [];
  const segment = createSegment(segmentBytes);
  for await (const record of records) {
    if (!segment.hasRoomFor(record)) {
      const file = join(folder, `${files.length}.segment`);
      await writeSegment(file, segment.takeSorted());
      files.push(file);
    }
    segment.add(record);
  }
  const streams = files.map((file) => readFrames(file, SEGMENT_READ_BYTES));
  yield* withoutRepeats(mergeSorted([...streams, segment.takeSorted()], compareRecords), compareRecords);
  await rm(folder, { recursive: true, force: true });
}

/** Holds copies of records in one block of memory, which serves one segment after the other. */
function createSegment(segmentBytes: number) {
  let memory = Buffer.alloc(0);
  let used = 0;
  let records: StagedRecord[] = [];
  return {
    hasRoomFor: ({ content }: StagedRecord): boolean =>
      records.length === 0 || (records.length < SEGMENT_RECORDS && used + content.length <= segmentBytes),
    add({ content, ...identity }: StagedRecord): void {
      const size = Math.max(segmentBytes, content.length);
      if (memory.length < size) memory = Buffer.allocUnsafeSlow(size);
      const copy = memory.subarray(used, used + content.length);
      copy.set(content);
      used += content.length;
      records.push({ ...identity, content: copy });
    },
    /** The records held, in order; the memory is free again once they are read. */
    takeSorted(): StagedRecord[] {
      const sorted = records.sort(compareRecords);
      records = [];
      used = 0;
      return sorted;
    },
  };
}

async function writeSegment(path: string, records: readonly StagedRecord[]): Promise<void> {
  await using file = await openFileWriter(path);
  for (const record of records) {
    for (const piece of frameOf(record)) await file.write(piece);
  }
  await file.close();
}
