import type { RunPhase } from '../../../contracts/export-center/kinds.ts';
import type { Run } from '../../../contracts/export-center/run.ts';

/** The phases when one begins. A later attempt, or another worker, starts the phase's clock again. */
export function entered(phases: Run['phases'], phase: RunPhase, now: Date): Run['phases'] {
  const before = finished(phases, now).filter((timing) => timing.phase !== phase);
  return [...before, { phase, startedAt: now.toISOString(), finishedAt: null }];
}

/** The phases when the one under way ends. */
export function finished(phases: Run['phases'], now: Date): Run['phases'] {
  return phases.map((timing) => ({ ...timing, finishedAt: timing.finishedAt ?? now.toISOString() }));
}
