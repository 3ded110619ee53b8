/** Bytes, or those of a text, in pieces of one size. */
export async function* piecesOf(text: string | Uint8Array, pieceBytes: number): AsyncGenerator<Uint8Array> {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    yield await Promise.resolve(bytes.subarray(at, at + pieceBytes));
  }
}
