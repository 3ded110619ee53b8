import type { RunEventData } from '../../../server/contracts/export-center/events.ts';
import {
  type RunPhase,
  runPhases,
  type RunStatus,
  runStatuses,
} from '../../../server/contracts/export-center/kinds.ts';
import type { Run } from '../../../server/contracts/export-center/run.ts';

/** What an event says of its run, as far as a list shows it. */
export type LiveRun = Pick<Run, 'status' | 'phase' | 'attempt' | 'progress'> & {
  readonly runId: string;
  /** When it was so, RFC 3339 UTC. */
  readonly at: string;
};

/** The part of a stream event that concerns one run; undefined for other events. */
export function liveRunOf(data: unknown): LiveRun | undefined {
  if (typeof data !== 'object' || data === null || !('runId' in data)) return undefined;
  const { runId, status, phase, attempt, progress, at } = data as RunEventData;
  if (!isStatus(status)) return undefined;
  return { runId, status, phase: isPhase(phase) ? phase : null, attempt, progress, at };
}

/** Events after which more of the run has changed than they tell: it must be read again. */
export const endingEvents: ReadonlySet<string> = new Set([
  'run.succeeded',
  'run.failed',
  'run.cancelled',
  'run.expired',
  'run.verified',
]);

/** How far a run is within an attempt. A retry is another attempt. */
const stage: Readonly<Record<RunStatus, number>> = {
  pending: 0,
  running: 1,
  succeeded: 2,
  failed: 2,
  cancelled: 2,
  expired: 3,
};

type Position = Pick<Run, 'status' | 'phase' | 'attempt' | 'progress'>;

/**
 * Whether an event tells of a later moment of the run than what was read. Streams and reads overtake each other, and the
 * clocks of browser and server differ, so this compares how far the run was: attempt, state, phase, progress.
 */
export function isLater(live: Position, run: Position): boolean {
  const difference =
    live.attempt - run.attempt ||
    stage[live.status] - stage[run.status] ||
    indexOf(live.phase) - indexOf(run.phase) ||
    live.progress.percent - run.progress.percent;
  return difference > 0;
}

/** The run as read, with what a later event says of it. What only a read can tell is kept, or left open until then. */
export function withLive(run: Run, live: LiveRun | undefined): Run {
  if (live?.runId !== run.runId || !isLater(live, run)) return run;
  const { status, phase, attempt, progress, at } = live;
  const ended = stage[status] >= 2;
  const isNewAttempt = attempt > run.attempt;
  const startedAt = isNewAttempt ? null : run.startedAt;
  return {
    ...run,
    ...(isNewAttempt && { error: null, finishedAt: null }),
    status,
    phase,
    attempt,
    progress,
    startedAt: status === 'running' ? (startedAt ?? at) : startedAt,
    ...(ended && !isNewAttempt && { finishedAt: run.finishedAt ?? at }),
  };
}

function indexOf(phase: RunPhase | null): number {
  return phase === null ? -1 : runPhases.indexOf(phase);
}

function isStatus(value: string): value is RunStatus {
  return (runStatuses as readonly string[]).includes(value);
}

function isPhase(value: string | null): value is RunPhase {
  return (runPhases as readonly (string | null)[]).includes(value);
}
