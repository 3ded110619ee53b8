import type { RunVerification, Verdict } from '../../../../../server/contracts/export-center/run.ts';

/** The four lines of a verdict, in the order in which they are shown. */
export const verificationLines = ['signature', 'hashes', 'provenance', 'import'] as const;
export type VerificationLine = (typeof verificationLines)[number];

/** One verdict for the whole: the worst of its lines. A check that did not run never counts as passed. */
export function overallVerdict(verification: RunVerification): Verdict {
  const verdicts = verificationLines.map((line) => verification[line]);
  if (verdicts.includes('failed') || verification.problems.length > 0) return 'failed';
  if (verdicts.includes('stale')) return 'stale';
  return verdicts.every((verdict) => verdict === 'passed') ? 'passed' : 'not-run';
}
