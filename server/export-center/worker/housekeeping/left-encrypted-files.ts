import type { Database } from '../../../kernel/database/database.ts';
import type { ObjectStore } from '../../../kernel/objects/object-store.ts';
import { KEPT_PREFIX, forgetEncryptedFiles } from '../../encryption/encrypted-files.ts';
import type { EncryptionTables } from '../../encryption/tables.ts';
import type { RunKey, RunStore } from '../../runs/run-store.ts';
import { mayGoOn } from './left-staging.ts';

export interface EncryptedFileSweepServices {
  readonly database: Database;
  readonly runs: Pick<RunStore, 'find'>;
  readonly objects: Pick<ObjectStore, 'list' | 'delete'>;
}

/**
 * Forgets the encrypted files that runs have left which ended while no worker could do it, and what a worker that was taken
 * for dead stored after the end of its run.
 * @returns of how many runs.
 */
export async function removeLeftEncryptedFiles(services: EncryptedFileSweepServices, now: Date): Promise<number> {
  let forgotten = 0;
  for (const run of await runsWithFiles(services)) {
    const row = await services.runs.find(run.tenant, run.runId);
    if (row && mayGoOn(row, now)) continue;
    await forgetEncryptedFiles(services, run);
    forgotten += 1;
  }
  return forgotten;
}

/** By rows, which come before the first object of a run, and by objects. */
async function runsWithFiles({ database, objects }: EncryptedFileSweepServices): Promise<Iterable<RunKey>> {
  const rows = await database
    .query<EncryptionTables>()
    .selectFrom('export_center.run_recipients')
    .select(['tenant', 'run_id as runId'])
    .execute();
  const runs = new Map(rows.map((run) => [`${run.tenant}/${run.runId}`, run]));
  for await (const key of objects.list(`${KEPT_PREFIX}/`)) {
    const [, tenant = '', runId = ''] = key.split('/');
    runs.set(`${tenant}/${runId}`, { tenant, runId });
  }
  return runs.values();
}
