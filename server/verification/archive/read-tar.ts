import { type ByteSource } from './byte-source.ts';
import { parsePaxPath } from './pax-path.ts';
import { BLOCK_BYTES, isZeroed, parseTarHeader } from './tar-header.ts';

/** One member of an archive, positioned at its content. */
export interface TarEntry {
  readonly path: string;
  readonly size: number;
  readonly mode: number;
  readonly typeFlag: string;
  /** The next piece of content; undefined at its end. What is left unread is skipped. */
  read(): Promise<Uint8Array | undefined>;
}

/** Told of each place where the archive is not what a bundle's archive must be; `path` is empty between members. */
export type DamageListener = (path: string, message: string) => void;

const PAX_LIMIT_BYTES = 64 * 1024;
const PIECE_BYTES = 256 * 1024;

/**
 * Reads a tar archive member by member and tells of every irregularity.
 *
 * `tar-stream`, which writes our bundles, is not used to read them: its types need Node's streams, and it forgives what
 * must not be forgiven here, because no digest covers it: bytes in the padding and after the end, a single damaged header, pax
 * keywords that other programs obey. After a damaged header reading goes on at the next sound one, so that one flipped
 * byte costs one file.
 */
export async function* readTar(source: ByteSource, onDamage: DamageListener): AsyncGenerator<TarEntry> {
  let longPath: string | undefined;
  let lost = false;
  for (;;) {
    const block = await source.readExactly(BLOCK_BYTES);
    if (block.length < BLOCK_BYTES) {
      onDamage('', 'The archive ends without its end mark');
      return;
    }
    if (isZeroed(block)) {
      await checkEnd(source, onDamage);
      return;
    }
    const header = parseTarHeader(block);
    if (!header) {
      if (!lost) onDamage('', 'A file header is damaged');
      lost = true;
      continue;
    }
    lost = false;
    if (header.typeFlag === 'x' && header.size <= PAX_LIMIT_BYTES) {
      longPath = parsePaxPath(await source.readExactly(header.size));
      if (longPath === undefined) onDamage('', 'An extended header holds something else than a path');
      await skipPadding(source, header.size, () => onDamage(longPath ?? '', 'Padding is not empty'));
      continue;
    }
    const path = longPath ?? header.path;
    longPath = undefined;
    const content = limitedContent(source, header.size);
    yield { ...header, path, read: content.read };
    if (!(await content.skipRest())) {
      onDamage(path, 'The archive ends inside this file');
      return;
    }
    await skipPadding(source, header.size, () => onDamage(path, 'Padding is not empty'));
  }
}

function limitedContent(source: ByteSource, size: number) {
  let left = size;
  const read = async (): Promise<Uint8Array | undefined> => {
    if (left === 0) return undefined;
    const piece = await source.readSome(Math.min(left, PIECE_BYTES));
    left -= piece?.length ?? 0;
    return piece;
  };
  /** False when the archive ended before the content did. */
  const skipRest = async (): Promise<boolean> => {
    while (await read());
    return left === 0;
  };
  return { read, skipRest };
}

async function skipPadding(source: ByteSource, size: number, onDirt: () => void): Promise<void> {
  const padding = await source.readExactly((BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES);
  if (!isZeroed(padding)) onDirt();
}

/** Two zero blocks end an archive; whatever follows must be zero too. The first one has been read. */
async function checkEnd(source: ByteSource, onDamage: DamageListener): Promise<void> {
  const second = await source.readExactly(BLOCK_BYTES);
  let clean = second.length === BLOCK_BYTES && isZeroed(second);
  for (let piece = await source.readSome(PIECE_BYTES); piece; piece = await source.readSome(PIECE_BYTES)) {
    clean &&= isZeroed(piece);
  }
  if (!clean) onDamage('', 'The end mark is damaged or other bytes follow it');
}
