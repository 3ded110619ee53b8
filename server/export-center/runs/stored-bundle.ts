import { AppError } from '../../kernel/http/errors.ts';
import type { StoredBundle } from '../tables.ts';
import type { RunRow } from './run-store.ts';

/** The stored bundle of a run. @throws AppError ERR_GONE or ERR_CONFLICT, saying why there is none. */
export function bundleOf(run: RunRow): StoredBundle {
  if (run.status === 'expired') {
    throw new AppError(
      'ERR_GONE',
      `The bundle of ${run.run_id} was deleted. Its manifest is kept; run the profile again for a new one.`,
    );
  }
  if (run.status !== 'succeeded' || !run.bundle) {
    throw new AppError('ERR_CONFLICT', `Run ${run.run_id} is ${run.status} and has no bundle.`);
  }
  return run.bundle;
}

/** The object that a run refers to is not there: it was deleted behind the program's back. */
export function bundleMissing(runId: string, cause?: unknown): AppError {
  return new AppError(
    'ERR_GONE',
    `The bundle of ${runId} is missing from the object store. Restore it or run the profile again.`,
    { cause },
  );
}
