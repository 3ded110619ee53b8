import type { RunStatus } from '../../../../../server/contracts/export-center/kinds.ts';
import type { Status } from './status.ts';

/** States of a run (contract.md, section 3). */
export const statusOfRun: Readonly<Record<RunStatus, Status>> = {
  pending: { role: 'neutral', word: 'Queued', icon: 'hourglass_top' },
  running: { role: 'running', word: 'Running' },
  succeeded: { role: 'success', word: 'Succeeded' },
  failed: { role: 'failure', word: 'Failed' },
  cancelled: { role: 'neutral', word: 'Cancelled', icon: 'cancel' },
  expired: { role: 'neutral', word: 'Expired', icon: 'history' },
};
