import { z } from 'zod';
import { selectors } from '../../contracts/export-center/profile.ts';
import { digest, runId, timestamp } from '../../contracts/values.ts';

const appliedBundle = z.strictObject({
  runId,
  variant: z.enum(['full', 'delta']),
  /** Of its `export.json`; what the next delta names as its base. */
  manifestDigest: digest,
  /** When the Export Center planned the run. */
  createdAt: timestamp,
});

/** `state.json` of a generation: what the mirror holds and how it came about. Written once, with the generation. */
export const mirrorState = z.strictObject({
  schemaVersion: z.literal('1.0'),
  generation: z.int().positive(),
  tenant: z.string(),
  selectors,
  /** Pointers that were left out of normalised records and policy output. */
  redaction: z.array(z.string()),
  policyVersion: z.string().nullable(),
  /** Since the last full bundle, which comes first (mirror-bundles.md, section 5: order of deltas). */
  appliedExportIds: z.array(runId).min(1),
  /** The same bundles with what identifies them. */
  applied: z.array(appliedBundle).min(1),
});

export type MirrorState = z.output<typeof mirrorState>;
export type AppliedBundle = z.output<typeof appliedBundle>;

const indexedFile = z.strictObject({
  path: z.string(),
  /** Of the file as it lies in the mirror: decrypted. */
  sha256: digest,
  bytes: z.int().nonnegative(),
});

/** `index.json` of a generation: every file that is served, sorted by path; what `mirror verify FOLDER` checks. */
export const mirrorIndex = z.strictObject({
  schemaVersion: z.literal('1.0'),
  generation: z.int().positive(),
  tenant: z.string(),
  appliedExportIds: z.array(runId),
  files: z.array(indexedFile),
});

export type MirrorIndex = z.output<typeof mirrorIndex>;
export type IndexedFile = z.output<typeof indexedFile>;

/** The newest bundle that was applied. */
export function lastApplied({ applied }: MirrorState): AppliedBundle {
  const last = applied.at(-1);
  if (!last) throw new TypeError('A mirror has at least one bundle applied');
  return last;
}
