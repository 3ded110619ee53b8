import { join } from 'node:path';
import { startAuthority } from './authority/start-authority.ts';
import { authorityMigrations } from './authority/storage/migrations.ts';
import { bffMigrations } from './bff/migrations.ts';
import { startBff } from './bff/start-bff.ts';
import { evidenceLockerMigrations } from './evidence-locker/migrations.ts';
import { startEvidenceLocker } from './evidence-locker/start-evidence-locker.ts';
import { exportCenterMigrations } from './export-center/migrations.ts';
import { startExportCenter } from './export-center/start-export-center.ts';
import { startExportWorker } from './export-center/start-export-worker.ts';
import type { Config } from './kernel/config/config.ts';
import { processRoles, type ProcessRole } from './kernel/config/process-roles.ts';
import { openDatabase } from './kernel/database/database.ts';
import { migrate } from './kernel/database/migrate.ts';
import { startManagement } from './kernel/http/management.ts';
import { createLogger } from './kernel/logging/logger.ts';
import { createMetrics } from './kernel/metrics/metrics.ts';
import { createFolderObjectStore } from './kernel/objects/folder-object-store.ts';
import { createJobQueue } from './kernel/queue/create-job-queue.ts';
import type { RunningRole, Services } from './kernel/services.ts';
import { stopInTurn, type Stop } from './kernel/stop-in-turn.ts';

/** Who is called first is started first; the BFF last, so that what it shows is there. */
const startOrder = [
  'authority',
  'evidence-locker',
  'export-center',
  'export-worker',
  'bff',
] as const satisfies ProcessRole[];

const startRole: Record<ProcessRole, (services: Services) => Promise<RunningRole>> = {
  authority: startAuthority,
  'evidence-locker': startEvidenceLocker,
  'export-center': startExportCenter,
  'export-worker': startExportWorker,
  bff: startBff,
};

const migrations = {
  authority: authorityMigrations,
  bff: bffMigrations,
  evidence: evidenceLockerMigrations,
  export_center: exportCenterMigrations,
};

export interface RunningProgram {
  /** Stops taking work, finishes what is under way for at most `graceMs`, ends the rest. */
  close(options: { graceMs: number }): Promise<void>;
}

/** Starts the roles that the configuration names, on one database. What was started is stopped again where one fails. */
export async function startProgram(config: Config): Promise<RunningProgram> {
  const logger = createLogger({ level: config.logLevel, role: 'program' });
  const stops: Stop[] = [];
  const close: RunningProgram['close'] = ({ graceMs }) => stopInTurn(stops.splice(0).reverse(), graceMs, logger);
  try {
    const { dataDir, databaseUrl, databasePoolSize } = config;
    const database = await openDatabase({ dataDir, url: databaseUrl, poolSize: databasePoolSize, logger });
    stops.push(() => database.close());
    await migrate(database, migrations);
    const objects = await createFolderObjectStore(join(dataDir, 'objects'));
    const queue = await createJobQueue(database, logger);
    stops.push(({ graceMs }) => queue.stop({ timeoutMs: graceMs }));

    const roles: Partial<Record<ProcessRole, RunningRole>> = {};
    const metrics = Object.fromEntries(processRoles.map((role) => [role, createMetrics(role)]));
    for (const role of startOrder.filter((name) => config.roles.includes(name))) {
      const services = {
        config,
        database,
        objects,
        queue,
        logger: createLogger({ level: config.logLevel, role }),
        metrics: metrics[role] ?? createMetrics(role),
      };
      const running = await startRole[role](services);
      roles[role] = running;
      stops.push((options) => running.close(options));
    }
    const management = await startManagement({ config, database, objects, roles, metrics, logger });
    stops.push((options) => management.close(options));
    return { close };
  } catch (error) {
    await close({ graceMs: 0 });
    throw error;
  }
}
