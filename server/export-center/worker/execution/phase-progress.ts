import type { Run } from '../../../contracts/export-center/run.ts';
import type { StepName, StepProgress } from '../staging/bundle-job.ts';

/** Percent of a whole run at which each step begins; measured on runs of evidence with 10,000 documents. */
const beginsAt: Record<StepName, number> = {
  ...{ collect: 2, build: 15, check: 70, encrypt: 71 },
  ...{ describe: 74, sign: 76, pack: 78, verify: 88 },
};
const endsAt: Record<StepName, number> = {
  ...{ collect: 15, build: 70, check: 71, encrypt: 74 },
  ...{ describe: 76, sign: 78, pack: 88, verify: 98 },
};

/**
 * Makes one rising progress of the whole run from the progress of its steps. Steps that do not count items leave the
 * count of the steps before as it is.
 */
export function createRunProgress(itemsTotal: number): (step: StepProgress) => Run['progress'] {
  let items = 0;
  let bytes = 0;
  return (step) => {
    if (step.step === 'build') items = Math.max(items, step.itemsCompleted);
    bytes = Math.max(bytes, step.bytes);
    const percent =
      beginsAt[step.step] + (endsAt[step.step] - beginsAt[step.step]) * Math.min(1, Math.max(0, step.fraction));
    return { percent: Math.round(percent * 10) / 10, itemsCompleted: items, itemsTotal, bytes };
  };
}
