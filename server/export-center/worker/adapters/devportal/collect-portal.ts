import { rm } from 'node:fs/promises';
import { type BundleJob, inStaging } from '../../staging/bundle-job.ts';
import { type FinishedStep, runStep } from '../../staging/run-step.ts';
import { type Collected } from '../../steps/collect-records.ts';

/** Where the copy of the portal lies in the staging folder, and the list of its files. */
export const PORTAL_FOLDER = 'portal-source';
export const PORTAL_LIST = 'portal-source.json';

/** Copies the portal into the staging folder, so that every later step and attempt works on the same files. */
export function collectPortal(job: BundleJob, portalFolder: string): Promise<FinishedStep<Collected>> {
  return runStep(job, {
    name: 'collect',
    basis: { plan: job.plan },
    work: async () => {
      await rm(inStaging(job, PORTAL_FOLDER), { recursive: true, force: true });
      const copy = { from: portalFolder, to: inStaging(job, PORTAL_FOLDER), listFile: inStaging(job, PORTAL_LIST) };
      const { files, list } = await job.threads.run('copyPortal', copy, { signal: job.signal });
      const contentBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
      const staged = files.map((file) => ({ ...file, path: `${PORTAL_FOLDER}/${file.path}` }));
      return { files: [{ path: PORTAL_LIST, ...list }, ...staged], result: { records: files.length, contentBytes } };
    },
  });
}
