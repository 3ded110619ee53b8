import { join } from 'node:path';
import type { Role } from '../../contracts/roles.ts';
import { exportCenterScopes } from '../../contracts/scopes.ts';
import { loadConfig } from '../../kernel/config/config.ts';
import type { Database } from '../../kernel/database/database.ts';
import { createEventLog } from '../../kernel/events/event-log.ts';
import { listen } from '../../kernel/http/listen.ts';
import type { Logger } from '../../kernel/logging/logger.ts';
import { createMetrics, type Metrics } from '../../kernel/metrics/metrics.ts';
import { createFolderObjectStore } from '../../kernel/objects/folder-object-store.ts';
import type { ObjectStore } from '../../kernel/objects/object-store.ts';
import { createJobQueue } from '../../kernel/queue/create-job-queue.ts';
import { startFakeIssuer, type FakeIssuer } from '../../testing/fake-issuer.ts';
import { silentLogger } from '../../testing/test-logger.ts';
import { createExportCenterApp } from '../export-center-app.ts';
import { createExportCenter, type ExportCenter } from '../export-center.ts';
import { gaugeQueue } from '../metrics.ts';
import { importEvidence } from '../sources/testing/import-evidence.ts';
import { startExportWorker } from '../start-export-worker.ts';
import { createWorkerThreads } from '../worker/threads/worker-threads.ts';
import { CenterCaller } from './center-caller.ts';
import { startFakeLocker, type FakeLocker } from './fake-locker.ts';

export interface TrialCenterOptions {
  readonly database: Database;
  readonly dataDir: string;
  /** The shipped sample where none is given. */
  readonly evidenceDir?: string;
  /** Silent where none is given. */
  readonly logger?: Logger;
}

/** A person of a tenant. */
export interface Person {
  readonly tenant?: string;
  readonly role?: Role;
  readonly signedInSecondsAgo?: number;
  /** What they are called; without it by their subject, which is the role. */
  readonly name?: string;
}

/** A running Export Center: real HTTP, database, queue, threads and objects; only issuer and locker are for specs. */
export interface TrialCenter {
  readonly center: ExportCenter;
  readonly locker: FakeLocker;
  readonly objects: ObjectStore;
  readonly metrics: Metrics;
  readonly dataDir: string;
  /** An operator of acme, unless told otherwise. */
  as(person?: Person): Promise<CenterCaller>;
  /** Starts an export worker. */
  startWorker(): Promise<TrialWorker>;
  close(): Promise<void>;
}

export interface TrialWorker {
  readonly metrics: Metrics;
  /** Ends the worker: what it cannot finish within `graceMs` it hands back. */
  stop(graceMs: number): Promise<void>;
}

export async function startTrialCenter(options: TrialCenterOptions): Promise<TrialCenter> {
  const { database, dataDir, evidenceDir, logger = silentLogger } = options;
  const issuer = await startFakeIssuer();
  const locker = await startFakeLocker(database, issuer);
  const config = loadConfig(
    {
      OIDC_ISSUER: issuer.url,
      DATA_DIR: dataDir,
      EVIDENCE_DIR: evidenceDir,
      EVIDENCE_LOCKER_URL: locker.url,
      EVIDENCE_LOCKER_AUDIENCE: locker.audience,
    },
    ['--roles=export-center,export-worker'],
  );
  await importEvidence(database, config.evidenceDir);
  const objects = await createFolderObjectStore(join(dataDir, 'objects'));
  const queue = await createJobQueue(database, silentLogger);
  const metrics = createMetrics('export-center');
  gaugeQueue(metrics.registry, database);
  const services = { config, database, objects, queue, logger, metrics };
  const eventLog = await createEventLog(database, 'export-center');
  const center = await createExportCenter(services, eventLog);
  const threads = createWorkerThreads({ threads: 1 });
  const app = createExportCenterApp(config, { ...services, center, eventLog, threads, checkAnswers: true });
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  const workers = new Set<TrialWorker>();

  const startWorker = async (): Promise<TrialWorker> => {
    const own = { ...services, queue: await createJobQueue(database, silentLogger), metrics: createMetrics('worker') };
    const role = await startExportWorker(own);
    const worker: TrialWorker = {
      metrics: own.metrics,
      async stop(graceMs) {
        if (workers.delete(worker)) await role.close({ graceMs });
      },
    };
    workers.add(worker);
    return worker;
  };

  return {
    ...{ center, locker, objects, metrics, dataDir, startWorker },
    as: (person = {}) => callerOf(issuer, server.url, config.exportCenterAudience, person),
    async close() {
      for (const worker of workers) await worker.stop(0);
      await server.close({ graceMs: 0 });
      await threads.close();
      await queue.stop({ timeoutMs: 0 });
      await center.close();
      await eventLog.close();
      await locker.close();
      await issuer.close();
    },
  };
}

async function callerOf(
  issuer: FakeIssuer,
  url: string,
  audience: string,
  { tenant = 'acme', role = 'operator', signedInSecondsAgo = 0, name }: Person,
): Promise<CenterCaller> {
  const token = await issuer.mintBearer({
    audience,
    subject: role,
    scope: exportCenterScopes.join(' '),
    tenants: { [tenant]: [role] },
    signedInSecondsAgo,
    claims: { name },
  });
  return new CenterCaller(url, tenant, token);
}
