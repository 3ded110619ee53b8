import { access, constants, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RunRow } from '../../runs/run-store.ts';
import { MARKER_FOLDER } from '../staging/bundle-job.ts';

/** What a run builds lies below the worker's own folder, in one folder a run. */
type StagedRun = Pick<RunRow, 'tenant' | 'run_id'>;

/**
 * The folder that the holder of the run's lease builds in, with what the last holder left there. Workers share the disk, and
 * one that was taken for dead may wake up: it then finds its folder gone, and whatever it makes anew is in nobody's way.
 * @throws TypeError for a run that nobody holds.
 */
export async function takeStaging(stagingFolder: string, run: StagedRun & Pick<RunRow, 'lease'>): Promise<string> {
  const own = leasedFolderOf(stagingFolder, run);
  const folder = dirname(own);
  await makeFolder(stagingFolder, folder);
  const [left, ...others] = await byStepsFinished(folder);
  for (const other of others) await rm(other, { recursive: true, force: true });
  if (left === undefined) await mkdir(own);
  else await rename(left, own);
  return own;
}

/** Deletes what a run left there. */
export async function removeStaging(stagingFolder: string, run: StagedRun): Promise<void> {
  await rm(folderOf(stagingFolder, run), { recursive: true, force: true });
}

/** Deletes what this holder of the lease has made, and nothing of a next one. */
export async function removeLeasedStaging(
  stagingFolder: string,
  run: StagedRun & Pick<RunRow, 'lease'>,
): Promise<void> {
  await rm(leasedFolderOf(stagingFolder, run), { recursive: true, force: true });
}

async function makeFolder(stagingFolder: string, folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    // Of a disk mounted for reading alone Node says that the folder is not there; this says why.
    await access(stagingFolder, constants.W_OK);
    throw error;
  }
}

function folderOf(stagingFolder: string, { tenant, run_id: runId }: StagedRun): string {
  return join(stagingFolder, tenant, runId);
}

function leasedFolderOf(stagingFolder: string, run: StagedRun & Pick<RunRow, 'lease'>): string {
  if (run.lease === null) throw new TypeError(`Nobody holds run ${run.run_id}`);
  return join(folderOf(stagingFolder, run), run.lease);
}

/** Paths of what is in the folder, that with the most finished steps first. */
async function byStepsFinished(folder: string): Promise<string[]> {
  const paths = (await readdir(folder)).map((name) => join(folder, name));
  const counted = await Promise.all(
    paths.map(async (path) => ({ path, steps: (await readdir(join(path, MARKER_FOLDER)).catch(() => [])).length })),
  );
  return counted.sort((one, other) => other.steps - one.steps).map(({ path }) => path);
}
