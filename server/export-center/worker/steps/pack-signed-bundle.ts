import { adapterOf } from '../adapters/adapter-of.ts';
import { type FileDigest } from '../digests.ts';
import { BUNDLE_FOLDER, type BundleJob, inStaging } from '../staging/bundle-job.ts';
import { type FinishedStep, digestOfStep, runStep } from '../staging/run-step.ts';

/** The finished file. */
export interface PackedBundle extends FileDigest {
  /** Also its `path` in the staging folder. */
  readonly fileName: string;
  readonly mediaType: string;
}

/** Packs everything that the steps before have made for the bundle into one file. */
export function packSignedBundle(
  job: BundleJob,
  steps: readonly FinishedStep<unknown>[],
): Promise<FinishedStep<PackedBundle>> {
  return runStep(job, {
    name: 'pack',
    basis: { steps: steps.map(digestOfStep) },
    work: async () => {
      const adapter = adapterOf(job.plan);
      const fileName = adapter.fileName(job.plan);
      const files = steps.flatMap((step) => step.files).flatMap(fileOfBundle);
      const total = files.reduce((sum, file) => sum + file.bytes, 0);
      let bytes = 0;
      const made = await job.threads.run(
        'packBundle',
        {
          folder: inStaging(job, BUNDLE_FOLDER),
          files,
          to: inStaging(job, fileName),
          compression: job.plan.compression,
        },
        {
          signal: job.signal,
          onProgress: (done) => {
            bytes += done.bytes;
            const fraction = Math.min(bytes / Math.max(total, 1), 1);
            job.onProgress({ step: 'pack', fraction, itemsCompleted: 0, itemsTotal: 0, bytes });
          },
        },
      );
      const file = { path: fileName, ...made };
      return { files: [file], result: { ...file, fileName, mediaType: adapter.mediaType(job.plan) } };
    },
  });
}

/** A step's file as it lies in the bundle; nothing for one that stays in the staging folder. */
function fileOfBundle({ path, bytes }: FileDigest): { path: string; bytes: number }[] {
  const prefix = `${BUNDLE_FOLDER}/`;
  return path.startsWith(prefix) ? [{ path: path.slice(prefix.length), bytes }] : [];
}
