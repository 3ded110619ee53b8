import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunRow } from '../../runs/run-store.ts';

/** Where a run is built, below the worker's own folder; each run has one of its own. */
export function stagingFolderOf(stagingFolder: string, run: Pick<RunRow, 'tenant' | 'run_id'>): string {
  return join(stagingFolder, run.tenant, run.run_id);
}

/** Deletes what a run left there. */
export async function removeStaging(stagingFolder: string, run: Pick<RunRow, 'tenant' | 'run_id'>): Promise<void> {
  await rm(stagingFolderOf(stagingFolder, run), { recursive: true, force: true });
}
