import type { Status } from './status.ts';
import type { OverallVerdict } from './verification.ts';

/** Verdicts of a verification. What did not run never looks like what passed. */
export const statusOfVerdict: Readonly<Record<OverallVerdict, Status>> = {
  passed: { role: 'success', word: 'Passed', icon: 'verified' },
  failed: { role: 'failure', word: 'Failed' },
  'in-part': { role: 'neutral', word: 'In part', icon: 'check' },
  'not-run': { role: 'neutral', word: 'Not run', icon: 'block' },
  stale: { role: 'attention', word: 'Out of date', icon: 'history' },
};
