import type { HoldState } from '../../../../../server/contracts/evidence-locker/states.ts';
import type { Status } from './status.ts';

/** States of a legal hold (contract.md, section 4). */
export const statusOfHold: Readonly<Record<HoldState, Status>> = {
  placing: { role: 'running', word: 'Placing' },
  active: { role: 'held', word: 'Active' },
  failed: { role: 'failure', word: 'Failed' },
  'release-requested': { role: 'attention', word: 'Release requested' },
  'cooling-off': { role: 'attention', word: 'Cooling off', icon: 'schedule' },
  released: { role: 'neutral', word: 'Released', icon: 'check' },
};
