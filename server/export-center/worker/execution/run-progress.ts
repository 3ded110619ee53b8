import type { Run } from '../../../contracts/export-center/run.ts';

/** At most two progress events a second a run (contract.md, "SSE"). */
const intervalMs = 500;

/**
 * Passes progress on at most twice a second. Reports that come in between are dropped; the phases that follow tell the
 * rest. A report that cannot be written ends the run by `onLost`, as any other lost write does.
 */
export function throttleProgress(
  write: (progress: Run['progress']) => Promise<void>,
  onLost: (error: unknown) => void,
): (progress: Run['progress']) => void {
  let nextAt = 0;
  let writing = false;
  return (progress) => {
    if (writing || Date.now() < nextAt) return;
    writing = true;
    nextAt = Date.now() + intervalMs;
    write(progress)
      .catch(onLost)
      .finally(() => {
        writing = false;
      });
  };
}
