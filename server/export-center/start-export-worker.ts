import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createEventLog } from '../kernel/events/event-log.ts';
import type { RunningRole, Services } from '../kernel/services.ts';
import { createExportCenter } from './export-center.ts';
import { createExportMetrics } from './metrics.ts';
import { startRunWorker } from './worker/execution/run-worker.ts';
import { resumeAbandonedRuns } from './worker/housekeeping/abandoned-runs.ts';
import { startHousekeeping } from './worker/housekeeping/housekeeping.ts';
import { createWorkerThreads } from './worker/threads/worker-threads.ts';

/** Builds runs. Any number of processes may have this role; each takes runs from the same queue. */
export async function startExportWorker(services: Services): Promise<RunningRole> {
  const { config, database, logger, objects } = services;
  const eventLog = await createEventLog(database, 'export-center');
  const center = await createExportCenter(services, eventLog);
  const threads = createWorkerThreads({ threads: availableParallelism() });
  const metrics = createExportMetrics(services.metrics.registry);
  const stagingFolder = join(config.dataDir, 'staging');
  const portalFolder = config.devportalDir;
  const wired = { ...center, database, objects, threads, stagingFolder, portalFolder, metrics, eventLog, logger };
  await resumeAbandonedRuns(wired);
  const worker = await startRunWorker(wired, config.maxActiveRuns);
  const housekeeping = startHousekeeping(wired);
  return {
    async close({ graceMs }) {
      // First no further jobs, then those under way, which still need all of what follows.
      await services.queue.stop({ timeoutMs: graceMs });
      await worker.close();
      await housekeeping.stop();
      await threads.close();
      await center.close();
      await eventLog.close();
    },
  };
}
