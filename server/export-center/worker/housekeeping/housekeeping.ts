import type { Database } from '../../../kernel/database/database.ts';
import type { EventLog } from '../../../kernel/events/event-log.ts';
import type { Logger } from '../../../kernel/logging/logger.ts';
import { repeat } from '../../../kernel/repeat.ts';
import { removeLeftEncryptedFiles } from './left-encrypted-files.ts';
import { removeLeftStaging, type StagingServices } from './left-staging.ts';
import { removeOrphanedBundles, type BundleSweepServices } from './orphaned-bundles.ts';

/** How long the live stream can be continued from (contract.md, "SSE"). */
const eventsKeptDays = 7;
const everyMs = 3_600_000;

export interface HousekeepingServices {
  readonly runs: StagingServices['runs'] & BundleSweepServices['runs'];
  readonly database: Database;
  readonly objects: BundleSweepServices['objects'];
  readonly stagingFolder: string;
  readonly eventLog: Pick<EventLog, 'prune'>;
  readonly logger: Logger;
}

/** Cleans up at the start and every hour. Each worker does so; what one has done the others do not find. */
export function startHousekeeping(services: HousekeepingServices): { stop(): Promise<void> } {
  const { logger, eventLog } = services;
  const chores: Record<string, () => Promise<number>> = {
    'staging folders': () => removeLeftStaging(services, new Date()),
    'encrypted files of runs': () => removeLeftEncryptedFiles(services, new Date()),
    'bundles without a run': () => removeOrphanedBundles(services, new Date()),
    'old events': () => eventLog.prune(eventsKeptDays),
  };
  const clean = async (what: string, chore: () => Promise<number>): Promise<void> => {
    const count = await chore();
    if (count > 0) logger.info({ count }, `deleted ${what}`);
  };
  const repeated = Object.entries(chores).map(([what, chore]) =>
    repeat(() => clean(what, chore), {
      everyMs,
      onError: (error) => logger.warn({ error }, `could not delete ${what}; trying again in an hour`),
    }),
  );
  return {
    async stop() {
      await Promise.all(repeated.map((chore) => chore.stop()));
    },
  };
}
