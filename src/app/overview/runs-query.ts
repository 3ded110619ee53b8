import type { RunErrorCode } from '../../../server/contracts/errors.ts';
import type { Span } from './overview-range.ts';

/** Query parameters of the runs list. */
export type RunsQuery = Readonly<Record<string, string>>;

/** Runs that were created in the span, of one profile or of all. */
export function runsOf({ from, to }: Span, profileId: string | undefined): RunsQuery {
  return { from, to, ...(profileId !== undefined && { profileId }) };
}

/** Runs that were created in the span and have failed, of one class or of all. */
export function failedRunsOf({ from, to }: Span, errorCode?: RunErrorCode): RunsQuery {
  return { view: 'needs-action', from, to, ...(errorCode !== undefined && { errorCode }) };
}
