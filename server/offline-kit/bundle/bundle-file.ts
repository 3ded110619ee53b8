import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { nodeRuntime } from '../../kernel/streams/node-runtime.ts';
import { type CompressionCodec, codecOfFileName } from '../../verification/runtime.ts';

/** A file that the operator names, read as a stream as often as needed. */
export interface BundleFile {
  readonly path: string;
  /** As it was downloaded; where its ending does not fit its first bytes, with one that does. */
  readonly fileName: string;
  readonly bytes: number;
  /** The stored bytes. */
  content(): AsyncGenerator<Uint8Array>;
  /** The archive inside, decompressed; `onRead` is told how many stored bytes were read so far. */
  archive(onRead?: (bytes: number) => void): AsyncIterable<Uint8Array>;
}

const PIECE_BYTES = 256 * 1024;

const endings = { zstd: '.zst', gzip: '.gz' } as const satisfies Record<CompressionCodec, string>;

export async function openBundleFile(path: string): Promise<BundleFile> {
  const { head, bytes } = await look(path);
  const codec = codecOf(head);
  const name = basename(path);
  const fileName = codecOfFileName(name) === codec ? name : `${name}.tar${codec === null ? '' : endings[codec]}`;
  const content = () => piecesOf(path);
  return {
    path,
    fileName,
    bytes,
    content,
    archive(onRead = () => undefined) {
      const stored = counted(content(), onRead);
      return codec === null ? stored : nodeRuntime.decompress(codec, stored);
    },
  };
}

async function look(path: string): Promise<{ head: Buffer; bytes: number }> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return { head: buffer.subarray(0, bytesRead), bytes: size };
  } finally {
    await file.close();
  }
}

/** By the magic numbers of RFC 8878 section 3.1.1 and RFC 1952 section 2.3.1. */
function codecOf(head: Buffer): CompressionCodec | null {
  if (head.length === 4 && head.readUInt32LE() === 0xfd2fb528) return 'zstd';
  if (head.length >= 2 && head.readUInt16BE() === 0x1f8b) return 'gzip';
  return null;
}

/** The bytes of a file. It is opened when the first piece is asked for, so that a failure meets whoever reads. */
export async function* piecesOf(path: string): AsyncGenerator<Uint8Array> {
  for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES })) yield piece as Buffer;
}

async function* counted(pieces: AsyncIterable<Uint8Array>, onRead: (bytes: number) => void) {
  let bytes = 0;
  for await (const piece of pieces) {
    bytes += piece.length;
    onRead(bytes);
    yield piece;
  }
}
