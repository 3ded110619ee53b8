import { repeat } from '../../../kernel/repeat.ts';
import type { RunKey } from '../../runs/run-store.ts';
import { ExportError } from '../export-error.ts';
import { removeUnneededStaging } from '../housekeeping/left-staging.ts';
import { driveRun, type DriveServices } from './drive-run.ts';
import { CancelledError, LeaseLostError } from './interruptions.ts';
import { RunLease, type LeaseServices } from './run-lease.ts';
import { removeLeasedStaging } from './staging-folder.ts';

/** A run that takes longer is stopped (runbook, section 3: full runs stay under 300 s at the 95th percentile). */
const runLimitMs = 3 * 3_600_000;
/** Well within the lease, so that one late renewal does no harm. */
const renewEveryMs = 3_000;
/** When to look again after a run that another worker drives. */
const lookAgainSeconds = 5;

export interface WorkerServices extends DriveServices, LeaseServices {}

export interface RunWorker {
  /** Stops hearing cancellations; call it when the queue has stopped. */
  close(): Promise<void>;
}

/**
 * Takes runs from the queue and drives each to its end. A job only says that a run wants to be looked at; who drives
 * it is decided by the lease. So a job too many does nothing, and whenever a worker leaves a run that has not ended,
 * it leaves a job for it.
 */
export async function startRunWorker(services: WorkerServices, concurrency: number): Promise<RunWorker> {
  const driven = new Map<string, AbortController>();
  const nameOf = ({ tenant, runId }: RunKey) => `${tenant}/${runId}`;
  const stopListening = await services.queue.onCancel((run) => {
    driven.get(nameOf(run))?.abort(new CancelledError(`run ${run.runId} is to be cancelled`));
  });

  await services.queue.work(concurrency, async (run, signal) => {
    const name = nameOf(run);
    // The job came back while this process drives the run: its lease has run out, or soon will be renewed.
    if (driven.has(name)) return services.queue.lookAgain(run, lookAgainSeconds);
    const stop = new AbortController();
    driven.set(name, stop);
    try {
      await takeUp(services, run, stop, signal);
    } finally {
      driven.delete(name);
    }
  });
  return { close: () => stopListening() };
}

async function takeUp(
  services: WorkerServices,
  run: RunKey,
  stop: AbortController,
  queueStops: AbortSignal,
): Promise<void> {
  const lease = await RunLease.take(services, run);
  if (lease === 'ended') {
    await removeUnneededStaging(services, run, new Date());
    return;
  }
  if (lease === 'driven') return services.queue.lookAgain(run, lookAgainSeconds);
  const end = keepAlive(lease, stop, queueStops);
  try {
    await driveRun(services, lease, stop);
  } catch (error) {
    if (!(error instanceof LeaseLostError)) {
      if (queueStops.aborted) await handBack(services, lease);
      throw error;
    }
    services.logger.warn({ ...run }, 'another worker drives the run');
    await removeLeasedStaging(services.stagingFolder, lease.run);
    await services.queue.lookAgain(run, lookAgainSeconds);
  } finally {
    await end();
  }
}

async function handBack({ logger }: WorkerServices, lease: RunLease): Promise<void> {
  const { tenant, run_id: runId } = lease.run;
  await lease.handBack().catch((error: unknown) => {
    logger.warn({ tenant, runId, error }, 'a run could not be handed back; its lease ends by itself');
  });
}

/** While a run is driven: the lease is renewed, the time is limited, and the end of the queue ends the work. */
function keepAlive(lease: RunLease, stop: AbortController, queueStops: AbortSignal): () => Promise<void> {
  const limit = setTimeout(() => {
    stop.abort(new ExportError('timeout', 'The run took longer than three hours.'));
  }, runLimitMs);
  const renewal = repeat(() => lease.renew(), {
    everyMs: renewEveryMs,
    // A database that does not answer now may do so before the lease has ended.
    onError: (error) => {
      if (error instanceof LeaseLostError || error instanceof CancelledError) stop.abort(error);
    },
  });
  const stopWithQueue = () => stop.abort(queueStops.reason);
  if (queueStops.aborted) stopWithQueue();
  queueStops.addEventListener('abort', stopWithQueue, { once: true });
  return async () => {
    clearTimeout(limit);
    queueStops.removeEventListener('abort', stopWithQueue);
    await renewal.stop();
  };
}
