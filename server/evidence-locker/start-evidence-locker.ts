import { createEventLog } from '../kernel/events/event-log.ts';
import { listen } from '../kernel/http/listen.ts';
import { repeat } from '../kernel/repeat.ts';
import type { RunningRole, Services } from '../kernel/services.ts';
import { createEvidenceLockerApp } from './evidence-locker-app.ts';
import { createEvidenceLocker } from './evidence-locker.ts';

const sweepEveryMs = 5_000;
const pruneEventsEveryMs = 3_600_000;
const eventsKeptDays = 7;

/** Starts the role: its HTTP surface, and what it does by the clock. */
export async function startEvidenceLocker(services: Omit<Services, 'queue'>): Promise<RunningRole> {
  const { config, database, logger } = services;
  const events = await createEventLog(database, 'evidence-locker');
  const locker = createEvidenceLocker(services, events);
  const app = createEvidenceLockerApp(config, { ...services, locker, events });
  const server = await listen(app, {
    host: config.serviceHost,
    port: config.evidenceLockerPort,
    setting: 'EVIDENCE_LOCKER_PORT',
    logger,
  });
  const chores = [
    repeat(() => locker.expiredClaims.sweep(new Date()), {
      everyMs: sweepEveryMs,
      onError: (error) => logger.error({ error }, 'Expired prune claims could not be looked at; they stay open'),
    }),
    repeat(() => events.prune(eventsKeptDays), {
      everyMs: pruneEventsEveryMs,
      onError: (error) => logger.error({ error }, 'Old events could not be pruned'),
    }),
  ];
  return {
    url: server.url,
    checks: { database: () => database.ping() },
    async close({ graceMs }) {
      await server.close({ graceMs });
      await Promise.all(chores.map((chore) => chore.stop()));
      await events.close();
    },
  };
}
