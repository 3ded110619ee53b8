/** Compressors get their input in pieces of this size. Below 64 KiB zstd loses a quarter of its speed. */
export const PIECE_BYTES = 256 * 1024;

/**
 * The same bytes in pieces of exactly {@link PIECE_BYTES}, the last one shorter. What a compressor makes of a stream may depend
 * on how its input is cut; cut always alike, the same content gives the same bytes.
 */
export async function* inFixedPieces(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
  let filled = 0;
  for await (const part of content) {
    if (filled === 0 && part.length === PIECE_BYTES) {
      yield part;
      continue;
    }
    for (let taken = 0; taken < part.length;) {
      const some = part.subarray(taken, taken + PIECE_BYTES - filled);
      piece.set(some, filled);
      taken += some.length;
      filled += some.length;
      if (filled < PIECE_BYTES) continue;
      yield piece;
      piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
      filled = 0;
    }
  }
  if (filled > 0) yield piece.subarray(0, filled);
}
