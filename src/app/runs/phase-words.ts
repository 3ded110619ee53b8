import type { RunPhase } from '../../../server/contracts/export-center/kinds.ts';

/** Phases of a run as a person reads them. */
export const wordOfPhase: Readonly<Record<RunPhase, string>> = {
  plan: 'Plan',
  collect: 'Collect',
  build: 'Build',
  sign: 'Sign',
  verify: 'Verify',
  distribute: 'Distribute',
};
