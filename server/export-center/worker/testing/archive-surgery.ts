import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { type Header, extract, pack } from 'tar-stream';

/** One member of an archive, to be changed and put back. */
export interface Member {
  readonly header: Partial<Header> & { name: string };
  readonly content: Buffer;
}

/** Takes a `.tar.zst` apart. */
export async function membersOf(archive: Buffer): Promise<Member[]> {
  return membersOfTar(zstdDecompressSync(archive));
}

export async function membersOfTar(archive: Buffer): Promise<Member[]> {
  const members: Member[] = [];
  const reading = extract();
  reading.end(archive);
  for await (const entry of reading) {
    const pieces: Uint8Array[] = [];
    for await (const piece of entry as AsyncIterable<Uint8Array>) pieces.push(piece);
    members.push({ header: entry.header, content: Buffer.concat(pieces) });
  }
  return members;
}

/** Puts a `.tar.zst` together again. */
export async function archiveOf(members: readonly Member[]): Promise<Buffer> {
  return zstdCompressSync(await tarOf(members));
}

export async function tarOf(members: readonly Member[]): Promise<Buffer> {
  const archive = pack();
  for (const { header, content } of members) archive.entry(header, content);
  archive.finalize();
  const pieces: Uint8Array[] = [];
  for await (const piece of archive as AsyncIterable<Uint8Array>) pieces.push(piece);
  return Buffer.concat(pieces);
}

export function flipped(bytes: Buffer, at: number, mask = 0x01): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ mask;
  return copy;
}
