import { rm } from 'node:fs/promises';
import { adapterOf } from '../adapters/adapter-of.ts';
import { type BuiltArtifacts } from '../adapters/bundle-adapter.ts';
import { digestOfFile } from '../digests.ts';
import { BUNDLE_FOLDER, type BundleJob, INPUTS_FILE, WORK_FOLDER, inBundle, inStaging } from '../staging/bundle-job.ts';
import { type FinishedStep, digestOfStep, runStep } from '../staging/run-step.ts';
import { type Collected } from './collect-records.ts';

/** Makes the artifacts of the bundle, as the kind's adapter does. */
export function buildArtifacts(
  job: BundleJob,
  collected: FinishedStep<Collected>,
): Promise<FinishedStep<BuiltArtifacts>> {
  return runStep(job, {
    name: 'build',
    basis: { plan: job.plan, collected: digestOfStep(collected) },
    work: async () => {
      await Promise.all([clear(job, BUNDLE_FOLDER), clear(job, WORK_FOLDER)]);
      const itemsTotal = collected.result.records;
      const result = await adapterOf(job.plan).build(job, ({ fraction, items, bytes }) =>
        job.onProgress({ step: 'build', fraction, itemsCompleted: items, itemsTotal, bytes }),
      );
      await clear(job, WORK_FOLDER);
      const inputs = { path: INPUTS_FILE, ...(await digestOfFile(inStaging(job, INPUTS_FILE), job.signal)) };
      const artifacts = result.artifacts.map(({ path, sha256, bytes }) => ({ path: inBundle(path), sha256, bytes }));
      return { files: [inputs, ...artifacts], result };
    },
  });
}

function clear(job: BundleJob, folder: string): Promise<void> {
  return rm(inStaging(job, folder), { recursive: true, force: true });
}
