import type { Run, RunVerification } from '../../../server/contracts/export-center/run.ts';
import { overallVerdict } from '../shared/ui/status/verification.ts';
import { plural } from '../shared/util/quantities.ts';

/** The page's line of state: what can be said about the bundle of a run. */
export function stateOfBundle({ status, bundle, verification }: Run): string {
  if (status === 'expired') return 'Deleted; its manifest, its log and its timeline are kept';
  if (bundle === null) return 'This run has no bundle';
  return wordsOf[overallVerdict(verification)](verification);
}

const wordsOf: Readonly<Record<ReturnType<typeof overallVerdict>, (verification: RunVerification) => string>> = {
  passed: () => 'Genuine: every check passed',
  failed: damage,
  stale: () => 'The verification is out of date; verify it again',
  'not-run': () => 'Not fully verified: a check has not run',
};

function damage({ problems }: RunVerification): string {
  const [first, ...others] = new Set(problems.map(({ path }) => path));
  if (first === undefined) return 'Verification failed';
  const file = first === '' ? 'the bundle file' : first;
  if (others.length === 0) return `Damaged: ${file}`;
  return plural(others.length, { one: `Damaged: ${file} and # more`, other: `Damaged: ${file} and # more` });
}
