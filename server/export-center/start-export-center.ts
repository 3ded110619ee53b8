import { exportCenterOpenApi } from '../contracts/openapi.ts';
import { createEventLog } from '../kernel/events/event-log.ts';
import { createApp } from '../kernel/http/create-app.ts';
import { listen } from '../kernel/http/listen.ts';
import { createTokenVerifier } from '../kernel/http/token-verifier.ts';
import type { RunningRole, Services } from '../kernel/services.ts';
import { version } from '../kernel/version.ts';
import { createExportCenter } from './export-center.ts';
import { keyRoutes } from './keys/routes.ts';
import { profileRoutes } from './profiles/routes.ts';
import { runRoutes } from './runs/routes.ts';
import { importEvidence } from './sources/import-evidence.ts';
import { sourceRoutes } from './sources/routes.ts';
import { statisticsRoutes } from './statistics/routes.ts';
import { createWorkerThreads } from './worker/threads/worker-threads.ts';

/** Threads that verify bundles on demand; building has threads of its own, in the worker role. */
const verificationThreads = 1;

/** The Export Center's web service: planner, queries, downloads. Runs are built by the `export-worker` role. */
export async function startExportCenter(services: Services): Promise<RunningRole> {
  const { config, database, logger, metrics, objects } = services;
  await importEvidence(database, config.evidenceDir, logger);
  const eventLog = await createEventLog(database, 'export-center');
  const center = await createExportCenter(services, eventLog);
  const threads = createWorkerThreads({ threads: verificationThreads });
  const app = createApp({
    name: 'export-center',
    routes: [
      ...profileRoutes(center.profiles),
      ...runRoutes({ ...center, database, objects, eventLog, threads }),
      ...sourceRoutes(database),
      ...keyRoutes(center.keys),
      ...statisticsRoutes(database),
    ],
    verifier: createTokenVerifier({
      issuer: config.issuer,
      audience: config.exportCenterAudience,
      tenantsClaim: config.tenantsClaim,
      resourceUrl: config.exportCenterUrl,
    }),
    logger,
    metrics,
    database,
    openapi: exportCenterOpenApi(version),
  });
  const server = await listen(app, {
    host: config.serviceHost,
    port: config.exportCenterPort,
    setting: 'EXPORT_CENTER_PORT',
  });
  return {
    url: server.url,
    checks: { objects: () => objects.ping() },
    async close(options) {
      await server.close(options);
      await threads.close();
      await center.close();
      await eventLog.close();
    },
  };
}

