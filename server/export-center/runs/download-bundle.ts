import { createHash } from 'node:crypto';
import { AppError } from '../../kernel/http/errors.ts';
import type { RunRow } from './run-store.ts';
import type { StoredBundle } from '../tables.ts';

/** The stored bundle of a run, or an error that says why there is none. */
export function bundleOf(run: RunRow): StoredBundle {
  if (run.status === 'expired') {
    throw new AppError(
      'ERR_GONE',
      `The bundle of ${run.run_id} was deleted. Its manifest is kept; run the profile again for a new one.`,
    );
  }
  if (run.status !== 'succeeded' || !run.bundle) {
    throw new AppError('ERR_CONFLICT', `Run ${run.run_id} is ${run.status}: there is no bundle to read yet.`);
  }
  return run.bundle;
}

/** Headers of a bundle download beyond those of any ranged file (contract.md, section 3). */
export function bundleHeaders(run: RunRow, bundle: StoredBundle): Record<string, string> {
  return {
    'Content-Disposition': `attachment; filename="${bundle.fileName}"`,
    'X-Stella-Immutability': 'true',
    'X-Stella-Signature': signatureHeader(run),
  };
}

/** Signature of `export.json` and the digest of those bytes: a reader can check both before it trusts the archive; ≤ 1 KiB. */
function signatureHeader({ manifest, manifest_signature: signature, signatures }: RunRow): string {
  const digest = createHash('sha256')
    .update(manifest ?? '')
    .digest('hex');
  const { keyId = '', algorithm = '' } = signatures[0] ?? {};
  return `keyid="${keyId}", algorithm="${algorithm}", payload-digest="sha256:${digest}", signature="${signature ?? ''}"`;
}
