import { AppError } from '../../../kernel/http/errors.ts';
import type { Logger } from '../../../kernel/logging/logger.ts';
import type { RunJob } from '../../runs/run-queue.ts';
import { ExportError } from '../export-error.ts';
import { type BuildServices, buildRun, removeStaging } from './build-run.ts';
import { LeaseLostError, RunLease, type LeaseServices } from './run-lease.ts';

/** A run that takes longer is stopped (runbook, section 3: full runs stay under 300 s at the 95th percentile). */
const runLimitMs = 3 * 3_600_000;

export interface WorkerServices extends BuildServices, LeaseServices {
  readonly logger: Logger;
}

/** Someone asked for the run to be cancelled. */
class CancelledError extends Error {
  override readonly name = 'CancelledError';
}

export interface RunWorker {
  /** Stops taking runs up. Those under way go on until the queue aborts them, and are resumed by the next worker. */
  close(): Promise<void>;
}

/** Takes runs from the queue and drives each to its end; what a run fails of is written to the run, not thrown. */
export async function startRunWorker(services: WorkerServices, concurrency: number): Promise<RunWorker> {
  const running = new Map<string, AbortController>();
  const keyOf = ({ tenant, runId }: RunJob) => `${tenant}/${runId}`;
  const stopListening = await services.queue.onCancel((job) => running.get(keyOf(job))?.abort(new CancelledError()));

  await services.queue.work(concurrency, async (job, signal) => {
    const lease = await RunLease.take(services, job);
    if (!lease) return;
    const abort = new AbortController();
    const stop = () => abort.abort(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    running.set(keyOf(job), abort);
    const limit = setTimeout(() => abort.abort(new ExportError('timeout', 'The run took longer than three hours.')), runLimitMs);
    try {
      await drive(services, lease, abort);
    } finally {
      clearTimeout(limit);
      signal.removeEventListener('abort', stop);
      running.delete(keyOf(job));
    }
  });
  return { close: () => stopListening() };
}

async function drive(services: WorkerServices, lease: RunLease, abort: AbortController): Promise<void> {
  const log = services.logger.child({ tenant: lease.run.tenant, runId: lease.run.run_id, profileId: lease.run.profile_id });
  try {
    // A cancellation that was asked for while no worker had the run.
    if (lease.run.cancel_requested) throw new CancelledError();
    if (lease.diesTooOften) throw new ExportError('internal', 'Workers died on this run too often.');
    await buildRun(services, lease, abort);
    log.info({ durationMs: Date.now() - Number(lease.run.started_at) }, 'run succeeded');
  } catch (thrown) {
    // What aborted the work says more than what the abort made of it.
    const error: unknown = abort.signal.aborted ? abort.signal.reason : thrown;
    if (error instanceof LeaseLostError) {
      log.warn('another worker drives the run');
      return;
    }
    if (error instanceof CancelledError) {
      await lease.cancelled();
      await removeStaging(services, lease.run);
      return;
    }
    if (isShutdown(abort, error)) throw error;
    const failure = failureOf(error);
    log.error({ error: failure, errorCode: failure.code, phase: lease.run.phase, attempt: lease.run.attempt }, 'run failed');
    await lease.fail(failure);
    if (lease.run.status === 'failed') await removeStaging(services, lease.run);
  }
}

/** The queue stops: the job goes back to it, for the next worker to resume. */
function isShutdown(abort: AbortController, error: unknown): boolean {
  return abort.signal.aborted && !(error instanceof ExportError);
}

function failureOf(error: unknown): ExportError {
  if (error instanceof ExportError) return error;
  if (isStorageFull(error)) {
    return new ExportError('internal', 'The storage of the worker is full. Free space, then run again.', { cause: error });
  }
  return new ExportError('internal', 'The worker met an error that it does not know.', { cause: error });
}

function isStorageFull(error: unknown): boolean {
  if (error instanceof AppError) return error.code === 'ERR_STORAGE_FULL';
  return error instanceof Error && 'code' in error && error.code === 'ENOSPC';
}
