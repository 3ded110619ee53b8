const SYSTEM_AT = 9;
const SYSTEM_UNKNOWN = 255;

/**
 * A gzip stream whose header does not tell the machine that wrote it: byte 9 names the operating system (RFC 1952
 * section 2.3.1), which zlib fills in as compiled. The time in bytes 4 to 7 is already zero.
 */
export async function* withoutSystemMark(gzip: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let offset = 0;
  for await (const piece of gzip) {
    const at = SYSTEM_AT - offset;
    if (at >= 0 && at < piece.length) piece[at] = SYSTEM_UNKNOWN;
    offset += piece.length;
    yield piece;
  }
}
