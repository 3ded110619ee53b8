import type { RunEventData } from '../../../server/contracts/export-center/events.ts';
import {
  type RunPhase,
  runPhases,
  type RunStatus,
  runStatuses,
} from '../../../server/contracts/export-center/kinds.ts';
import type { Run } from '../../../server/contracts/export-center/run.ts';

/** What an event says of its run, as far as a list shows it. */
export type LiveRun = Pick<Run, 'status' | 'phase' | 'attempt' | 'progress'> & { readonly runId: string };

/** The part of a stream event that concerns one run; undefined for other events. */
export function liveRunOf(data: unknown): LiveRun | undefined {
  if (typeof data !== 'object' || data === null || !('runId' in data)) return undefined;
  const { runId, status, phase, attempt, progress } = data as RunEventData;
  if (!isStatus(status)) return undefined;
  return { runId, status, phase: isPhase(phase) ? phase : null, attempt, progress };
}

/** Events that end an attempt: what the run is now must be read again. */
export const endingEvents: ReadonlySet<string> = new Set([
  'run.succeeded',
  'run.failed',
  'run.cancelled',
  'run.expired',
  'run.verified',
]);

function isStatus(value: string): value is RunStatus {
  return (runStatuses as readonly string[]).includes(value);
}

function isPhase(value: string | null): value is RunPhase {
  return (runPhases as readonly (string | null)[]).includes(value);
}
