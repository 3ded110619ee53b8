import { type BuildProgress } from '../bundle-adapter.ts';
import { type WorkDone } from '../../threads/task-context.ts';

/** A part of a build that tells how far it is. */
export interface Stage {
  readonly add: (done: WorkDone) => void;
  readonly finish: () => void;
}

/** Begins a part that is worth a share (0 to 1) of the whole; without a total it counts only once it is finished. */
export type BeginStage = (share: number, totalBytes?: number) => Stage;

/** Makes one rising progress of the parts of a build, whether they run one after the other or side by side. */
export function createStages(report: (progress: BuildProgress) => void): BeginStage {
  const fractions: number[] = [];
  let [items, bytes] = [0, 0];
  return (share, totalBytes = Infinity) => {
    const stage = fractions.push(0) - 1;
    let handled = 0;
    const tell = (fraction: number) => {
      fractions[stage] = share * fraction;
      report({ fraction: fractions.reduce((sum, part) => sum + part, 0), items, bytes });
    };
    return {
      add(done) {
        handled += done.bytes;
        items += done.items;
        bytes += done.bytes;
        tell(Math.min(handled / Math.max(totalBytes, 1), 1));
      },
      finish: () => tell(1),
    };
  };
}
