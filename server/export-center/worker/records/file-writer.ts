import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { finished, pipeline } from 'node:stream/promises';

const BUFFER_BYTES = 512 * 1024;

/** Writes a file piece by piece with at most about 1 MiB in memory. Disposing of it before `close` gives the file up. */
export interface FileWriter extends AsyncDisposable {
  write(piece: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** What the file holds already is replaced, or kept in front with `append`. */
export async function openFileWriter(path: string, mode: 'replace' | 'append' = 'replace'): Promise<FileWriter> {
  await (mode === 'replace' ? makePlaceFor(path) : mkdir(dirname(path), { recursive: true }));
  const stream = createWriteStream(path, { highWaterMark: BUFFER_BYTES, flags: mode === 'append' ? 'a' : 'w' });
  let failure: Error | undefined;
  stream.on('error', (error) => (failure = error));
  return {
    async write(piece) {
      if (failure) throw failure;
      if (!stream.write(piece)) await once(stream, 'drain');
    },
    async close() {
      stream.end();
      await finished(stream);
    },
    async [Symbol.asyncDispose]() {
      if (stream.closed) return;
      stream.destroy();
      // An error that comes up now would take the place of the one for which the file is given up.
      await new Promise<void>((closed) => stream.once('close', () => closed()));
    },
  };
}

/** Writes a file from a stream; it holds everything once the promise is fulfilled. */
export async function writeStreamedFile(path: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  await makePlaceFor(path);
  await pipeline(content, createWriteStream(path));
}

/**
 * Takes away what has the name of a file to be written. A worker that was taken for dead may still have it open: what that one
 * writes must not get into the new file.
 */
export async function makePlaceFor(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await rm(path, { force: true });
}
