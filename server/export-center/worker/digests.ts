import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type Digest, asDigest } from '../../verification/bundle-hashes.ts';

/** A file and what it holds. `path` is relative to the staging folder, or to the bundle. */
export interface FileDigest {
  readonly path: string;
  /** `sha256:<hex>`. */
  readonly sha256: string;
  readonly bytes: number;
}

/** `sha256:<hex>` of bytes, or of a text's UTF-8 bytes. */
export function sha256Of(content: Uint8Array | string): Digest {
  return asDigest(createHash('sha256').update(content).digest('hex'));
}

/** Hashes and counts the bytes that pass through it. */
export function createDigester() {
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    async *pass(content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const piece of content) {
        hash.update(piece);
        bytes += piece.length;
        yield piece;
      }
    },
    digest: (): { sha256: Digest; bytes: number } => ({ sha256: asDigest(hash.digest('hex')), bytes }),
  };
}

const READ_BYTES = 256 * 1024;

/**
 * Pieces of a file, large enough that handing them on costs little beside hashing and compressing them. The file is opened when
 * the first piece is asked for, so that a failure meets whoever reads.
 */
export async function* readPieces(path: string, pieceBytes = READ_BYTES): AsyncGenerator<Buffer> {
  for await (const piece of createReadStream(path, { highWaterMark: pieceBytes })) yield piece as Buffer;
}

export async function digestOfFile(path: string, signal?: AbortSignal): Promise<{ sha256: Digest; bytes: number }> {
  const digester = createDigester();
  const pieces = digester.pass(readPieces(path));
  while (!(await pieces.next()).done) signal?.throwIfAborted();
  return digester.digest();
}
