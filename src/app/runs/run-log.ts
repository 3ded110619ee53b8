import type { RunPhase } from '../../../server/contracts/export-center/kinds.ts';
import type { StreamEvent } from '../shared/util/event-stream/stream.ts';
import { liveRunOf } from './live-run.ts';
import { wordOfPhase } from './phase-words.ts';

/** One line of what happened to a run. */
export interface LogLine {
  readonly id: string;
  /** RFC 3339 UTC. */
  readonly at: string;
  readonly text: string;
}

/** The line that an event adds to the log; undefined for progress, which the strip of phases shows. */
export function logLineOf({ id, type, data }: StreamEvent): LogLine | undefined {
  const run = liveRunOf(data);
  if (run === undefined || type === 'run.progress') return undefined;
  const message = (data as { readonly message?: string }).message;
  const text = textOf(type, run.phase, run.attempt, message);
  return { id: id ?? `${run.at} ${type}`, at: run.at, text };
}

function textOf(type: string, phase: RunPhase | null, attempt: number, message: string | undefined): string {
  switch (type) {
    case 'run.created':
      return 'Accepted and queued';
    case 'run.started':
      return `A worker begins attempt ${attempt}`;
    case 'run.phase':
      return phase === null ? 'The next phase begins' : `${wordOfPhase[phase]} begins`;
    case 'run.artifact':
      return `Packed ${message ?? 'an artifact'}`;
    case 'run.succeeded':
      return 'Succeeded: the bundle is stored and verified';
    case 'run.failed':
      return message ?? 'Failed';
    case 'run.cancelled':
      return 'Cancelled';
    case 'run.verified':
      return 'The stored bundle was verified';
    case 'run.expired':
      return 'The bundle was deleted';
    default:
      return message ?? type;
  }
}
