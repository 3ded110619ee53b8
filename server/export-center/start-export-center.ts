import { setTimeout } from 'node:timers/promises';
import { createEventLog } from '../kernel/events/event-log.ts';
import { listen } from '../kernel/http/listen.ts';
import type { RunningRole, Services } from '../kernel/services.ts';
import { createExportCenterApp } from './export-center-app.ts';
import { createExportCenter } from './export-center.ts';
import { gaugeQueue } from './metrics.ts';
import { EvidenceImports } from './sources/evidence-imports.ts';
import { EvidenceWatch } from './sources/evidence-watch.ts';
import { createWorkerThreads } from './worker/threads/worker-threads.ts';

/** One verifies bundles on demand while the other reads evidence; building has threads of its own, in the worker role. */
const ownThreads = 2;

/** A small folder is in before anybody looks; a large one comes in while the service answers. */
const firstImportMs = 10_000;

/** The Export Center's web service: planner, queries, downloads. Runs are built by the `export-worker` role. */
export async function startExportCenter(services: Services): Promise<RunningRole> {
  const { config, database, logger, metrics, objects } = services;
  const eventLog = await createEventLog(database, 'export-center');
  const center = await createExportCenter(services, eventLog);
  const threads = createWorkerThreads({ threads: ownThreads });
  const imports = new EvidenceImports({ ...center, database, logger, threads, evidenceDir: config.evidenceDir });
  gaugeQueue(metrics.registry, database);
  const app = createExportCenterApp(config, { ...services, center, eventLog, threads });
  const server = await listen(app, {
    host: config.serviceHost,
    port: config.exportCenterPort,
    setting: 'EXPORT_CENTER_PORT',
    logger,
  });
  const watch = new EvidenceWatch({
    evidenceDir: config.evidenceDir,
    quietMs: config.evidenceQuietSeconds * 1000,
    pollMs: config.evidencePollSeconds * 1000,
    onChange: (tenant) => center.importRequests.addSeen(tenant),
    onPoll: () => imports.requestAll(),
    logger,
  });
  await watch.start();
  await imports.start();
  await Promise.race([imports.serve(), setTimeout(firstImportMs, undefined, { ref: false })]);
  return {
    url: server.url,
    checks: { objects: () => objects.ping() },
    async close(options) {
      await server.close(options);
      await watch.close();
      await imports.close();
      await threads.close();
      await center.close();
      await eventLog.close();
    },
  };
}
