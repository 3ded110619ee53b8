import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Digest, asDigest } from '../../verification/bundle-hashes.ts';

export interface WrittenFile {
  readonly sha256: Digest;
  readonly bytes: number;
}

/** A file that grows piece by piece, hashed on the way; disposing of it before `close` leaves an unfinished file behind. */
export interface DurableFile extends AsyncDisposable {
  write(piece: Uint8Array | string): Promise<void>;
  /** Once this is fulfilled the file survives a power cut. */
  close(): Promise<WrittenFile>;
}

const BUFFER_BYTES = 256 * 1024;

/** Creates a file; one that is there, or a link, is not written to. Small pieces are gathered before they are written. */
export async function createDurableFile(path: string): Promise<DurableFile> {
  await mkdir(dirname(path), { recursive: true });
  const handle = await open(path, 'wx', 0o644);
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  let used = 0;
  let bytes = 0;
  let unfinished = true;
  const flush = async () => {
    await writeAll(handle, buffer.subarray(0, used));
    used = 0;
  };
  return {
    async write(given) {
      const piece = typeof given === 'string' ? Buffer.from(given) : given;
      hash.update(piece);
      bytes += piece.length;
      if (used + piece.length > BUFFER_BYTES) await flush();
      if (piece.length > BUFFER_BYTES) return writeAll(handle, piece);
      buffer.set(piece, used);
      used += piece.length;
    },
    async close() {
      await flush();
      await handle.sync();
      unfinished = false;
      await handle.close();
      return { sha256: asDigest(hash.digest('hex')), bytes };
    },
    async [Symbol.asyncDispose]() {
      if (unfinished) await handle.close();
    },
  };
}

async function writeAll(handle: FileHandle, piece: Uint8Array): Promise<void> {
  for (let at = 0; at < piece.length;) at += (await handle.write(piece, at)).bytesWritten;
}

export async function writeDurably(
  path: string,
  content: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>,
): Promise<WrittenFile> {
  await using file = await createDurableFile(path);
  for await (const piece of content) await file.write(piece);
  const written = await file.close();
  return written;
}

/** Makes what was created, renamed or removed in a folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
