import { nodeRuntime } from '../../kernel/streams/node-runtime.ts';
import { DamagedStreamError, type VerificationRuntime } from '../../verification/runtime.ts';

/** No evidence is packed this tightly by zstd at its highest level; what is, was made to fill disks and time. */
const HIGHEST_RATIO = 1_000;
const ALWAYS_ALLOWED_BYTES = 256 * 1024 * 1024;

/** Verification on Node that gives up on an archive which expands beyond all measure. `bytes` is the size of the file. */
export function boundedRuntime(bytes: number): VerificationRuntime {
  const limit = ALWAYS_ALLOWED_BYTES + bytes * HIGHEST_RATIO;
  return {
    createSha256: () => nodeRuntime.createSha256(),
    async *decompress(codec, content) {
      let expanded = 0;
      for await (const piece of nodeRuntime.decompress(codec, content)) {
        expanded += piece.length;
        if (expanded > limit) throw new DamagedStreamError(`The archive expands to more than ${limit} bytes`);
        yield piece;
      }
    },
  };
}
