import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type Pack, pack as createPack } from 'tar-stream';
import { type Compression } from '../../../contracts/export-center/profile.ts';
import { compress } from '../../../kernel/streams/compress.ts';
import { type FileDigest, createDigester } from '../digests.ts';
import { writeStreamedFile } from '../records/file-writer.ts';
import { type TaskContext, tracked } from '../threads/task-context.ts';

export interface BundleToPack {
  /** What goes in: its path in the archive, and where it lies on the disk. */
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly from: string }[];
  readonly to: string;
  readonly compression: Compression;
  /** Of all entries, RFC 3339 UTC; the epoch where none is given. */
  readonly entryTime?: string;
}

/**
 * Packs files into a compressed tar archive: entries sorted by path, mode 0644, one time, no owners, no folders. The same files
 * give the same bytes. Progress counts bytes of the archive before compression.
 */
export async function packBundle(bundle: BundleToPack, context: TaskContext): Promise<Omit<FileDigest, 'path'>> {
  const digester = createDigester();
  const archive = tracked(tarOf(bundle), context);
  await writeStreamedFile(bundle.to, digester.pass(compress(archive, bundle.compression)));
  return digester.digest();
}

async function* tarOf(bundle: BundleToPack): AsyncGenerator<Uint8Array> {
  const pack = createPack();
  const adding = addFiles(pack, bundle);
  // A failure also destroys the pack, so the loop below throws it; here it must only not go unhandled.
  adding.catch((error: unknown) => pack.destroy(error as Error));
  for await (const piece of pack as AsyncIterable<Uint8Array>) yield piece;
  await adding;
}

async function addFiles(pack: Pack, { files, entryTime }: BundleToPack): Promise<void> {
  const sorted = files.toSorted((one, other) => (one.path < other.path ? -1 : 1));
  const mtime = new Date(entryTime ?? 0);
  for (const { path, bytes, from } of sorted) {
    // Names that ustar cannot hold make tar-stream write a pax header, whose fields follow from these alone.
    const header = { name: path, size: bytes, mode: 0o644, mtime, uid: 0, gid: 0, type: 'file' as const };
    await pipeline(createReadStream(from), pack.entry(header));
  }
  pack.finalize();
}
