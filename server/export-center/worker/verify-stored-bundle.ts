import { type TrustedKey } from '../../verification/signature/public-key.ts';
import { type BundleVerdict } from '../../verification/verdict.ts';
import { type WorkerThreads } from './threads/worker-threads.ts';

export interface StoredBundleToVerify {
  readonly fileName: string;
  /** The stored bytes, wherever they come from. */
  readonly content: AsyncIterable<Uint8Array>;
  /** The archive of the documents of a bundle that is one file; undefined for an archive, which holds them. */
  readonly documents: AsyncIterable<Uint8Array> | undefined;
  readonly sha256: string;
  readonly keys: readonly TrustedKey[];
  readonly profile: { readonly kind: string; readonly variant: string };
}

/** Verifies a bundle of the object store on a worker thread; its bytes stream there, so the event loop stays free. */
export function verifyStoredBundle(
  threads: WorkerThreads,
  { content, documents, ...bundle }: StoredBundleToVerify,
  options: { signal: AbortSignal; onProgress?: (done: { bytes: number }) => void },
): Promise<BundleVerdict> {
  const streams = {
    content: ReadableStream.from<Uint8Array>(content),
    documents: documents && ReadableStream.from<Uint8Array>(documents),
  };
  const transfer = Object.values(streams).filter((stream) => stream !== undefined);
  return threads.run('verifyBundle', { ...bundle, ...streams }, { ...options, transfer });
}
