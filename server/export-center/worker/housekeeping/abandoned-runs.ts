import type { Database } from '../../../kernel/database/database.ts';
import type { RunQueue } from '../../runs/run-queue.ts';
import type { RunStore } from '../../runs/run-store.ts';

export interface AbandonedRunServices {
  readonly database: Database;
  readonly runs: Pick<RunStore, 'endAllLeases' | 'abandoned'>;
  readonly queue: Pick<RunQueue, 'lookAgain'>;
}

/**
 * Queues the runs that no living worker drives. Their jobs come back by themselves, in about ten seconds; on an
 * embedded database nobody else can be alive when a worker starts, so there they continue at once.
 */
export async function resumeAbandonedRuns({ database, runs, queue }: AbandonedRunServices): Promise<void> {
  if (database.kind === 'pglite') await runs.endAllLeases();
  for (const run of await runs.abandoned()) await queue.lookAgain(run, 0);
}
