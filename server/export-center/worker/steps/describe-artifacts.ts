import { type BuiltArtifacts } from '../adapters/bundle-adapter.ts';
import { type BundleDescription } from '../manifest/describe-bundle.ts';
import { BUNDLE_FOLDER, type BundleJob, INPUTS_FILE, inBundle, inStaging } from '../staging/bundle-job.ts';
import { type FinishedStep, digestOfStep, runStep } from '../staging/run-step.ts';

/** Writes `export.json` and `provenance.json` of what was built, to be signed with this key. */
export function describeArtifacts(
  job: BundleJob,
  built: FinishedStep<BuiltArtifacts>,
  keyId: string,
): Promise<FinishedStep<BundleDescription>> {
  return runStep(job, {
    name: 'describe',
    basis: { built: digestOfStep(built), keyId },
    work: async () => {
      const result = await job.threads.run(
        'describeBundle',
        {
          plan: job.plan,
          ...built.result,
          inputsFile: inStaging(job, INPUTS_FILE),
          contentFolder: inStaging(job, BUNDLE_FOLDER),
          keyIds: [keyId],
        },
        { signal: job.signal },
      );
      return { files: result.files.map((file) => ({ ...file, path: inBundle(file.path) })), result };
    },
  });
}
