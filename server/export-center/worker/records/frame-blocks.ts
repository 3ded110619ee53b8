import { open } from 'node:fs/promises';
import { type EvidenceRecord } from '../evidence-record.ts';
import { makePlaceFor } from './file-writer.ts';

const BLOCK_BYTES = 1024 * 1024;

/**
 * Records as frames (see `frameOf`), gathered in one block of memory that is filled again and again: a buffer for each of a
 * million small records is collected too late to stay within the memory that a worker may use. A block is valid until the next
 * one is asked for. `onRecord` gets the UTF-8 bytes of each content.
 */
export async function* frameBlocks(
  records: AsyncIterable<EvidenceRecord>,
  onRecord: (contentBytes: number) => void,
): AsyncGenerator<Uint8Array> {
  const block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  let filled = 0;
  for await (const { content, ...identity } of records) {
    const bytes = Buffer.byteLength(content);
    const header = `${JSON.stringify({ ...identity, bytes })}\n`;
    const frameBytes = Buffer.byteLength(header) + bytes + 1;
    onRecord(bytes);
    if (filled + frameBytes > BLOCK_BYTES) {
      yield block.subarray(0, filled);
      filled = 0;
    }
    if (frameBytes > BLOCK_BYTES) {
      yield Buffer.from(`${header}${content}\n`);
      continue;
    }
    filled += block.write(header, filled);
    filled += block.write(content, filled);
    filled += block.write('\n', filled);
  }
  yield block.subarray(0, filled);
}

/** Writes a file from blocks, each of which is done with when the next one is asked for. */
export async function writeBlocks(path: string, blocks: AsyncIterable<Uint8Array>): Promise<void> {
  await makePlaceFor(path);
  await using file = await open(path, 'w');
  for await (const block of blocks) {
    for (let at = 0; at < block.length;) at += (await file.write(block, at)).bytesWritten;
  }
}
