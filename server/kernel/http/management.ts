import express, { type Express } from 'express';
import { AggregatorRegistry, collectDefaultMetrics, Registry } from 'prom-client';
import type { Status } from '../../contracts/bff/session.ts';
import type { Config } from '../config/config.ts';
import type { ProcessRole } from '../config/process-roles.ts';
import type { Database } from '../database/database.ts';
import type { Logger } from '../logging/logger.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import type { RunningRole } from '../services.ts';
import { commit, version } from '../version.ts';
import { answerErrors } from './answer-errors.ts';
import { AppError } from './errors.ts';
import { listen, type RunningServer } from './listen.ts';
import { checkReadiness, type ReadinessChecks } from './readiness.ts';
import { traceRequests } from './trace-requests.ts';

export interface ManagementOptions {
  readonly config: Config;
  readonly database: Database;
  readonly objects: ObjectStore;
  readonly roles: Partial<Readonly<Record<ProcessRole, RunningRole>>>;
  readonly metrics: Readonly<Record<string, Metrics>>;
  readonly logger: Logger;
}

/** Health, status and metrics of all roles of the process, on a port for operators. */
export function startManagement(options: ManagementOptions): Promise<RunningServer> {
  const { managementHost, managementPort } = options.config;
  const app = createManagementApp(options);
  return listen(app, { host: managementHost, port: managementPort, setting: 'MANAGEMENT_PORT' });
}

export function createManagementApp({ config, database, objects, roles, metrics, logger }: ManagementOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(traceRequests('made'));
  const processRegistry = new Registry();
  collectDefaultMetrics({ register: processRegistry });
  mountHealth(app, { database: () => database.ping(), objects: () => objects.ping(), ...checksOf(roles) });
  app.get('/status', (_request, response) => void response.json(statusOf('stella', config)));
  app.get('/metrics', async (_request, response) => {
    const registries = [processRegistry, ...Object.values(metrics).map(({ registry }) => registry)];
    const ofRoles = await Promise.all(registries.map((registry) => registry.getMetricsAsJSON()));
    // Merged by family: in one text a metric is declared once, whichever roles have it.
    const all = AggregatorRegistry.aggregate(ofRoles);
    response.type(all.contentType).send(await all.metrics());
  });
  app.use(() => {
    throw new AppError('ERR_NOT_FOUND', 'There is nothing at this address.');
  });
  app.use(answerErrors(logger));
  return app;
}

/** `/health/liveness` says that the process answers, `/health/readiness` what it depends on; the BFF mounts them too. */
export function mountHealth(app: Express, checks: ReadinessChecks): void {
  app.get('/health/liveness', (_request, response) => void response.json({ status: 'ok' }));
  app.get('/health/readiness', async (_request, response) => {
    const readiness = await checkReadiness(checks);
    response.status(readiness.status === 'ok' ? 200 : 503).json(readiness);
  });
}

export function statusOf(service: string, { roles, embeddedAuthority }: Config): Status {
  return {
    service,
    version,
    commit,
    roles: [...roles],
    environment: embeddedAuthority ? 'demo' : 'production',
    features: {},
  };
}

function checksOf(roles: ManagementOptions['roles']): ReadinessChecks {
  const named = Object.entries(roles).flatMap(([role, { checks = {} }]) =>
    Object.entries(checks).map(([name, check]) => [`${role}.${name}`, check] as const),
  );
  return Object.fromEntries(named);
}
