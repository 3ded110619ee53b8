import { Readable } from 'node:stream';
import type { Artifact } from '../../contracts/export-center/run.ts';
import type { ByteRange, ObjectStore } from '../../kernel/objects/object-store.ts';
import { nodeRuntime } from '../../kernel/streams/node-runtime.ts';
import { ByteSource } from '../../verification/archive/byte-source.ts';
import { readTar } from '../../verification/archive/read-tar.ts';
import { BLOCK_BYTES, parseTarHeader } from '../../verification/archive/tar-header.ts';
import { codecOfFileName } from '../../verification/runtime.ts';

type Objects = Pick<ObjectStore, 'open'>;

/** The content of a member of a compressed archive was not there, or not whole. */
export class MemberMissingError extends Error {
  override readonly name = 'MemberMissingError';
}

/**
 * Where the content of a member lies in an uncompressed archive; undefined where there is no such member. Only headers are
 * read. Members have plain names of at most 100 bytes, as documents have, or are looked for by {@link readMember}.
 */
export async function findMember(objects: Objects, key: string, path: string): Promise<{ start: number } | undefined> {
  for (let at = 0; ;) {
    const header = parseTarHeader(await readBlock(objects, key, at));
    if (!header) return undefined;
    if (header.path === path && header.typeFlag === '0') return { start: at + BLOCK_BYTES };
    at += BLOCK_BYTES + Math.ceil(header.size / BLOCK_BYTES) * BLOCK_BYTES;
  }
}

async function readBlock(objects: Objects, key: string, start: number): Promise<Uint8Array> {
  const source = new ByteSource(await objects.open(key, { start, end: start + BLOCK_BYTES - 1 }));
  return source.readExactly(BLOCK_BYTES);
}

/** The stored objects as if each were the part of `bytes` bytes that begins at `start`. */
export function partOf(objects: Objects, { start, bytes }: { start: number; bytes: number }): Objects {
  const within = (range: ByteRange = { start: 0, end: bytes - 1 }): ByteRange => ({
    start: start + range.start,
    end: start + range.end,
  });
  return { open: async (key, range) => (bytes === 0 ? Readable.from([]) : objects.open(key, within(range))) };
}

/**
 * The content of a member of an archive, which is opened when the first piece is asked for and read from its start.
 * @throws MemberMissingError
 */
export async function* readMember(
  open: () => Promise<AsyncIterable<Uint8Array>>,
  { fileName, path, bytes }: { fileName: string } & Pick<Artifact, 'path' | 'bytes'>,
): AsyncGenerator<Uint8Array> {
  const codec = codecOfFileName(fileName);
  const archive = await open();
  const source = new ByteSource(codec ? nodeRuntime.decompress(codec, archive) : archive);
  try {
    for await (const entry of readTar(source, () => undefined)) {
      if (entry.path !== path) continue;
      if (entry.size !== bytes) throw new MemberMissingError(`${path} has another size`);
      // Pieces of a source are valid until the next one is read.
      for (let piece = await entry.read(); piece; piece = await entry.read()) yield Uint8Array.from(piece);
      return;
    }
    throw new MemberMissingError(`${path} is not in the archive`);
  } finally {
    await source.close();
  }
}
