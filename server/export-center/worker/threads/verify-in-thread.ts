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
  /** The archive of the documents of a bundle that is one file; undefined for an archive, which holds them. */
  readonly documents?: string | ReadableStream<Uint8Array> | undefined;
  readonly keys: readonly TrustedKey[];
  readonly profile: { readonly kind: string; readonly variant: string };
}

/** Verifies a bundle with Node's hashes. Progress counts bytes of the file. */
export function verifyInThread(bundle: BundleInThread, context: TaskContext): Promise<BundleVerdict> {
  let reported = 0;
  const { fileName, sha256, documents } = bundle;
  const archive = documents === undefined ? undefined : { archive: piecesOf(documents) };
  return verifyBundle(
    { fileName, content: piecesOf(bundle.content), sha256, documents: archive },
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

function piecesOf(content: string | ReadableStream<Uint8Array>): AsyncIterable<Uint8Array> {
  return typeof content === 'string' ? readPieces(content) : content;
}
