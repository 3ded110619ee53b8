import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createEventLog } from '../kernel/events/event-log.ts';
import type { RunningRole, Services } from '../kernel/services.ts';
import { createExportCenter } from './export-center.ts';
import { startRunWorker } from './worker/execution/run-worker.ts';
import { createWorkerThreads } from './worker/threads/worker-threads.ts';

/** Builds runs. Any number of processes may have this role; each takes runs from the same queue. */
export async function startExportWorker(services: Services): Promise<RunningRole> {
  const { config, database, logger, objects } = services;
  const eventLog = await createEventLog(database, 'export-center');
  const center = await createExportCenter(services, eventLog);
  const threads = createWorkerThreads({ threads: availableParallelism() });
  const stagingFolder = join(config.dataDir, 'staging');
  const worker = await startRunWorker(
    { ...center, database, objects, threads, stagingFolder, logger },
    config.maxActiveRuns,
  );
  return {
    async close({ graceMs }) {
      // First no further jobs, then those under way, which still need all of what follows.
      await services.queue.stop({ timeoutMs: graceMs });
      await worker.close();
      await threads.close();
      await center.close();
      await eventLog.close();
    },
  };
}
