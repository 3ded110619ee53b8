import type { Express } from 'express';
import { exportCenterOpenApi } from '../contracts/openapi.ts';
import type { Config } from '../kernel/config/config.ts';
import type { EventLog } from '../kernel/events/event-log.ts';
import { createApp } from '../kernel/http/create-app.ts';
import type { Route } from '../kernel/http/route.ts';
import { createTokenVerifier } from '../kernel/http/token-verifier.ts';
import type { Services } from '../kernel/services.ts';
import { version } from '../kernel/version.ts';
import type { ExportCenter } from './export-center.ts';
import { keyRoutes } from './keys/routes.ts';
import { dryRunRoutes } from './dry-run/routes.ts';
import { createExportMetrics } from './metrics.ts';
import { mirrorRoutes } from './mirror/routes.ts';
import { policyRoutes } from './policy/routes.ts';
import { profileRoutes } from './profiles/routes.ts';
import { runRoutes } from './runs/routes.ts';
import { sourceRoutes } from './sources/routes.ts';
import { statisticsRoutes } from './statistics/routes.ts';
import type { WorkerThreads } from './worker/threads/worker-threads.ts';

/** What the HTTP surface needs beside the configuration. */
export interface ExportCenterAppServices extends Pick<Services, 'database' | 'logger' | 'metrics' | 'objects'> {
  readonly center: ExportCenter;
  readonly eventLog: EventLog;
  /** Verifies stored bundles on demand. */
  readonly threads: WorkerThreads;
  /** Answers with 500 what does not fit its own schema; for specs. */
  readonly checkAnswers?: boolean;
}

/** The HTTP surface of the Export Center: contract.md, section 3. */
export function createExportCenterApp(config: Config, services: ExportCenterAppServices): Express {
  const { database, logger, metrics, checkAnswers = false } = services;
  return createApp({
    name: 'export-center',
    routes: exportCenterRoutes(config, services),
    verifier: createTokenVerifier({
      issuer: config.issuer,
      audience: config.exportCenterAudience,
      tenantsClaim: config.tenantsClaim,
      resourceUrl: config.exportCenterUrl,
      serviceSubjects: config.serviceSubjects,
    }),
    openapi: exportCenterOpenApi(version),
    ...{ database, logger, metrics, checkAnswers },
  });
}

/** Every operation of the contract with its handler. */
function exportCenterRoutes({ maxActiveRuns }: Config, { center, ...services }: ExportCenterAppServices): Route[] {
  const { database, objects, eventLog, threads, logger } = services;
  const metrics = createExportMetrics(services.metrics.registry);
  return [
    ...profileRoutes(center.profiles),
    ...runRoutes({ ...center, database, objects, eventLog, threads, logger, metrics }),
    ...sourceRoutes(database, center.importRequests),
    ...policyRoutes(center),
    ...mirrorRoutes(database),
    ...keyRoutes({ ...center, database }),
    ...dryRunRoutes({ ...center, database, objects, maxActiveRuns }),
    ...statisticsRoutes(database),
  ];
}
