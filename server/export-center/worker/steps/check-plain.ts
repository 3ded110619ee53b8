import { type Verdict } from '../../../verification/verdict.ts';
import { type BuiltArtifacts } from '../adapters/bundle-adapter.ts';
import { ExportError } from '../export-error.ts';
import { BUNDLE_FOLDER, type BundleJob, INPUTS_FILE, inStaging } from '../staging/bundle-job.ts';
import { type FinishedStep, digestOfStep, runStep } from '../staging/run-step.ts';

/**
 * The import check of artifacts that are about to be encrypted: in the finished bundle nobody without a key could make it
 * (bundles.md, "Always": before encryption, an import check of its kind).
 * @throws ExportError `verification` naming the first problem.
 */
export function checkPlain(job: BundleJob, built: FinishedStep<BuiltArtifacts>): Promise<FinishedStep<Verdict>> {
  return runStep(job, {
    name: 'check',
    basis: { built: digestOfStep(built) },
    work: async () => {
      const { artifacts, counts } = built.result;
      const { selectors, policyVersion, profile } = job.plan;
      const inputs = { inputsFile: inStaging(job, INPUTS_FILE), selectors, policyVersion };
      const inputsHash = await job.threads.run('digestInputs', inputs, { signal: job.signal });
      const sorted = artifacts.toSorted((one, other) => (one.path < other.path ? -1 : 1));
      const total = artifacts.reduce((sum, { bytes }) => sum + bytes, 0);
      let bytes = 0;
      const { verdict, problems } = await job.threads.run(
        'checkPlainFiles',
        {
          folder: inStaging(job, BUNDLE_FOLDER),
          profile: { kind: profile.kind, variant: profile.variant },
          manifest: { artifacts: sorted, counts, inputsHash, policyVersion },
        },
        {
          signal: job.signal,
          onProgress: (done) => {
            bytes += done.bytes;
            job.onProgress({ step: 'check', fraction: bytes / total, itemsCompleted: 0, itemsTotal: 0, bytes });
          },
        },
      );
      const [first] = problems;
      if (first) {
        const message = `What is to be encrypted could not be imported: ${first.reason} in "${first.path}"`;
        throw new ExportError('verification', message);
      }
      return { files: [], result: verdict };
    },
  });
}
