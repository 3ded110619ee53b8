import { fileReply } from '../../kernel/http/file-reply.ts';
import type { SelfWritingReply } from '../../kernel/http/reply.ts';
import type { ObjectStore } from '../../kernel/objects/object-store.ts';
import type { RunRow } from './run-store.ts';
import { bundleMissing, bundleOf } from './stored-bundle.ts';

/** The bundle of a run as a ranged file. @throws AppError ERR_GONE or ERR_CONFLICT where there is none. */
export async function downloadBundle(objects: ObjectStore, run: RunRow): Promise<SelfWritingReply> {
  const bundle = bundleOf(run);
  if (!(await objects.head(bundle.objectKey))) throw bundleMissing(run.run_id);
  return fileReply({
    objects,
    key: bundle.objectKey,
    sha256: bundle.sha256.replace('sha256:', ''),
    bytes: bundle.bytes,
    mediaType: bundle.mediaType,
    headers: downloadHeaders(run, bundle.fileName),
  });
}

/** Headers of the download of a bundle or a part of it, beyond those of any file (contract.md, section 3). */
export function downloadHeaders(run: RunRow, fileName: string): Record<string, string> {
  return {
    'Content-Disposition': `attachment; filename="${fileName}"`,
    'X-Stella-Immutability': 'true',
    'X-Stella-Signature': signatureHeader(run),
  };
}

/** Signature of `export.json` and the digest of those bytes: a reader can check both before it trusts the archive; ≤ 1 KiB. */
function signatureHeader({ manifest_sha256: digest, manifest_signature: signature, signatures }: RunRow): string {
  const { keyId = '', algorithm = '' } = signatures[0] ?? {};
  return `keyid="${keyId}", algorithm="${algorithm}", payload-digest="${digest ?? ''}", signature="${signature ?? ''}"`;
}
