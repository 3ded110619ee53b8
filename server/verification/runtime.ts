/**
 * What verification needs from its surroundings. Node, the browser (a WASM zstd and `hash-wasm`) and the CLI each bring
 * their own; signatures use WebCrypto, which all of them have.
 */
export interface VerificationRuntime {
  /** Called once a file, and once a record by an import check, so it should be cheap. */
  createSha256(): Promise<Sha256> | Sha256;

  /**
   * The decompressed bytes of `content`, in pieces, with backpressure.
   * Throws {@link DamagedStreamError} where the compressed stream itself is broken, cut, or followed by other bytes, after
   * yielding what could be decompressed before that place. Errors of `content` pass unchanged.
   */
  decompress(codec: CompressionCodec, content: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
}

export interface Sha256 {
  update(bytes: Uint8Array): void;
  /** 64 lower-case hex digits; ends the computation. */
  digestHex(): string;
}

export type CompressionCodec = 'zstd' | 'gzip';

/** The compressed stream is not what its format demands. `message` is written for a person. */
export class DamagedStreamError extends Error {
  override readonly name = 'DamagedStreamError';
}

/** The codec that a file's name announces; null for a file that is not compressed. */
export function codecOfFileName(fileName: string): CompressionCodec | null {
  if (fileName.endsWith('.zst')) return 'zstd';
  if (/\.(?:gz|tgz|bundle)$/.test(fileName)) return 'gzip';
  return null;
}
