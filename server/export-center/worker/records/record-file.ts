import { ByteSource } from '../../../verification/archive/byte-source.ts';
import { readPieces } from '../digests.ts';
import { type RecordIdentity } from '../evidence-record.ts';
import { ExportError } from '../export-error.ts';

/** A record with its content as bytes, as it lies in a staging file. */
export interface StagedRecord extends RecordIdentity {
  readonly content: Uint8Array;
}

const HEADER_LIMIT_BYTES = 64 * 1024;
const FIRST_BUFFER_BYTES = 64 * 1024;
const NEWLINE = Buffer.from('\n');

/**
 * A record as a frame: its identity and the content's length as one line of JSON, then the content and a newline. The content
 * is not escaped, so that writing and reading a frame costs a copy and no parsing.
 */
export function frameOf({ content, ...identity }: StagedRecord): Uint8Array[] {
  return [Buffer.from(`${JSON.stringify({ ...identity, bytes: content.length })}\n`), content, NEWLINE];
}

/**
 * The records of a staging file, one at a time. A record's content is valid until the next one is asked for: one buffer serves all
 * of them, since a million small ones would be collected too late to stay within the memory that a worker may use.
 *
 * @throws ExportError `internal` when the file is cut.
 */
export async function* readFrames(path: string, readBytes?: number): AsyncGenerator<StagedRecord> {
  const source = new ByteSource(readPieces(path, readBytes));
  let buffer = new Uint8Array(FIRST_BUFFER_BYTES);
  try {
    for (;;) {
      const line = await source.readLine(HEADER_LIMIT_BYTES);
      if (!line) return;
      const { bytes, ...identity } = JSON.parse(new TextDecoder().decode(line)) as RecordIdentity & { bytes: number };
      const length = bytes + NEWLINE.length;
      if (buffer.length < length) buffer = new Uint8Array(length * 2);
      const read = await source.readInto(buffer.subarray(0, length));
      if (read !== length) throw new ExportError('internal', `Staging file ${path} is cut`);
      yield { ...identity, content: buffer.subarray(0, bytes) };
    }
  } finally {
    await source.close();
  }
}
