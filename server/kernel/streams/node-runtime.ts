import { createHash } from 'node:crypto';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { type CompressionCodec, DamagedStreamError, type VerificationRuntime } from '../../verification/runtime.ts';
import { pipeThrough } from './pipe-through.ts';

/** Verification on Node: its own hashes and decompressors. */
export const nodeRuntime: VerificationRuntime = {
  createSha256() {
    const hash = createHash('sha256');
    return { update: (bytes) => void hash.update(bytes), digestHex: () => hash.digest('hex') };
  },
  decompress,
};

/** Larger than Node's own 64 KiB: each piece passes a dozen promises on its way. */
const OUTPUT_BYTES = 256 * 1024;

async function* decompress(codec: CompressionCodec, content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const options = { chunkSize: OUTPUT_BYTES };
  const decoder = codec === 'zstd' ? createZstdDecompress(options) : createGunzip(options);
  let fed = 0;
  const counted = async function* () {
    for await (const piece of content) {
      fed += piece.length;
      yield piece;
    }
  };
  try {
    yield* pipeThrough(counted(), decoder);
  } catch (error) {
    if (isDecoderError(error)) throw new DamagedStreamError(`The ${codec} stream is damaged: ${error.message}`);
    throw error;
  }
  // Node stops quietly at the end of the first frame; `zstd -d` would go on and unpack what follows.
  if (decoder.bytesWritten < fed) throw new DamagedStreamError(`Other bytes follow the ${codec} stream`);
}

/** Errors of zlib and zstd carry their library's code: `Z_DATA_ERROR`, `ZSTD_error_corruption_detected`, …. */
function isDecoderError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && /^Z(?:STD)?_/.test(String(error.code));
}
