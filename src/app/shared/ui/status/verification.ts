import type { RunVerification, Verdict } from '../../../../../server/contracts/export-center/run.ts';

/** The four lines of a verdict, in the order in which they are shown. */
export const verificationLines = ['signature', 'hashes', 'provenance', 'import'] as const;
export type VerificationLine = (typeof verificationLines)[number];

/** Of the checks some passed, and the others could not be run. */
export type OverallVerdict = Verdict | 'in-part';

/** One verdict for the whole: the worst of its lines. A check that did not run never counts as passed. */
export function overallVerdict(verification: RunVerification): OverallVerdict {
  const verdicts = verificationLines.map((line) => verification[line]);
  if (verdicts.includes('failed') || verification.problems.length > 0) return 'failed';
  if (verdicts.includes('stale')) return 'stale';
  if (!verdicts.includes('passed')) return 'not-run';
  return verdicts.includes('not-run') ? 'in-part' : 'passed';
}
