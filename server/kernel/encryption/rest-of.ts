import { type ByteSource } from '../../verification/archive/byte-source.ts';

const PIECE_BYTES = 256 * 1024;

/** What a source has not given out yet; each piece is valid until the next one is asked for. */
export async function* restOf(source: ByteSource): AsyncGenerator<Uint8Array> {
  for (let piece = await source.readSome(PIECE_BYTES); piece; piece = await source.readSome(PIECE_BYTES)) yield piece;
}
