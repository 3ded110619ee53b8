import { opendir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunKey, RunRow, RunStore } from '../../runs/run-store.ts';
import { removeStaging } from '../execution/staging-folder.ts';

export interface StagingServices {
  readonly runs: Pick<RunStore, 'find'>;
  readonly stagingFolder: string;
}

/** How long a failed run can be retried without doing its finished steps again. */
const keptForRetryMs = 24 * 3_600_000;

/**
 * Deletes the staging folders of runs that ended while no worker of this machine was there to do it, as a run that
 * was cancelled between two attempts, and of failed runs that nobody retried within a day. The folder of a run that
 * has not ended is what its next attempt continues from.
 * @returns how many were deleted.
 */
export async function removeLeftStaging(services: StagingServices, now: Date): Promise<number> {
  const { stagingFolder } = services;
  let removed = 0;
  for (const tenant of await foldersIn(stagingFolder)) {
    for (const runId of await foldersIn(join(stagingFolder, tenant))) {
      if (await removeUnneededStaging(services, { tenant, runId }, now)) removed += 1;
    }
    // Not empty where a run of the tenant goes on; a run that begins now makes its folders anew.
    await rmdir(join(stagingFolder, tenant)).catch(() => undefined);
  }
  return removed;
}

/** Deletes what a run left unless an attempt of it may still follow; answers whether it did. */
export async function removeUnneededStaging(
  { runs, stagingFolder }: StagingServices,
  { tenant, runId }: RunKey,
  now: Date,
): Promise<boolean> {
  const run = await runs.find(tenant, runId);
  if (run && mayGoOn(run, now)) return false;
  await removeStaging(stagingFolder, { tenant, run_id: runId });
  return true;
}

/** Whether an attempt of the run is under way or may follow, which continues from what the last one has left. */
export function mayGoOn({ status, finished_at: finishedAt }: RunRow, now: Date): boolean {
  if (status !== 'failed') return status === 'pending' || status === 'running';
  return finishedAt !== null && now.getTime() - finishedAt.getTime() < keptForRetryMs;
}

async function foldersIn(path: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const entry of await opendir(path)) if (entry.isDirectory()) names.push(entry.name);
  } catch (error) {
    // Nothing was built here yet.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  return names;
}
