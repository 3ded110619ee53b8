import type { Verdict } from '../../../../../server/contracts/export-center/run.ts';
import type { Status } from './status.ts';

/** Verdicts of a verification. What did not run never looks like what passed. */
export const statusOfVerdict: Readonly<Record<Verdict, Status>> = {
  passed: { role: 'success', word: 'Passed', icon: 'verified' },
  failed: { role: 'failure', word: 'Failed' },
  'not-run': { role: 'neutral', word: 'Not run', icon: 'block' },
  stale: { role: 'attention', word: 'Out of date', icon: 'history' },
};
