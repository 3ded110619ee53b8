import type { Database } from '../../../kernel/database/database.ts';
import { silentLogger } from '../../../testing/test-logger.ts';
import type { TrialCenter } from '../../testing/trial-center.ts';
import type { WorkerServices } from '../execution/run-worker.ts';
import type { WorkerThreads } from '../threads/worker-threads.ts';

/** What a worker of its own needs to drive runs of a trial's Export Center; it builds them in `folder`. */
export function workerServicesOf(
  { center, objects }: TrialCenter,
  { database, folder, threads }: { database: Database; folder: string; threads: WorkerThreads },
): WorkerServices {
  return {
    ...center,
    ...{ stagingFolder: folder, portalFolder: folder, database, objects, threads },
    logger: silentLogger,
    metrics: { runSucceeded: () => undefined, runFailed: () => undefined },
  };
}
