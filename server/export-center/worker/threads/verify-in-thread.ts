import { importCheckOf } from '../../../verification/import-check/import-check-of.ts';
import { type TrustedKey } from '../../../verification/signature/public-key.ts';
import { type BundleVerdict } from '../../../verification/verdict.ts';
import { verifyBundle } from '../../../verification/verify-bundle.ts';
import { readPieces } from '../digests.ts';
import { nodeRuntime } from '../../../kernel/streams/node-runtime.ts';
import { type TaskContext } from './task-context.ts';

export interface BundleInThread {
  readonly fileName: string;
  /** A file of this machine, or a stream transferred to this thread. */
  readonly content: string | ReadableStream<Uint8Array>;
  readonly sha256: string;
  readonly keys: readonly TrustedKey[];
  readonly profile: { readonly kind: string; readonly variant: string };
}

/** Verifies a bundle with Node's hashes. Progress counts bytes of the file. */
export function verifyInThread(bundle: BundleInThread, context: TaskContext): Promise<BundleVerdict> {
  let reported = 0;
  const content = typeof bundle.content === 'string' ? readPieces(bundle.content) : bundle.content;
  return verifyBundle(
    { fileName: bundle.fileName, content, sha256: bundle.sha256 },
    {
      runtime: nodeRuntime,
      keys: bundle.keys,
      importCheck: importCheckOf(bundle.profile),
      signal: context.signal,
      onProgress: (bytes) => {
        context.report({ items: 0, bytes: bytes - reported });
        reported = bytes;
      },
    },
  );
}
