import { AppError } from '../../kernel/http/errors.ts';
import type { RunRow } from './run-store.ts';
import type { StoredBundle } from '../tables.ts';

/** The stored bundle of a run, or an error that says why there is none. */
export function bundleOf(run: RunRow): StoredBundle {
  if (run.status === 'expired') {
    throw new AppError('ERR_GONE', `The bundle of ${run.run_id} was deleted. Its manifest is kept; run the profile again for a new one.`);
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

/** Signature of `export.json` and the digest of those bytes: a reader checks both before trusting the archive; ≤ 1 KiB. */
function signatureHeader(run: RunRow): string {
  const signature = run.signatures.find(({ path }) => path === 'signatures/export.sig');
  if (!signature) return '';
  const { keyId, algorithm, digest, value } = signature;
  return `keyid="${keyId}", algorithm="${algorithm}", payload-digest="${digest}", signature="${value}"`;
}
