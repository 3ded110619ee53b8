import { type RunEncryption } from '../../encryption/run-encryption.ts';
import { type BuiltArtifacts } from '../adapters/bundle-adapter.ts';
import { type BundleEncryption } from '../bundle-encryption.ts';
import { type BundleJob } from '../staging/bundle-job.ts';
import { type FinishedStep } from '../staging/run-step.ts';
import { buildArtifacts } from './build-artifacts.ts';
import { checkPlain } from './check-plain.ts';
import { type Collected } from './collect-records.ts';
import { bundleEncryption, encryptArtifacts } from './encrypt-artifacts.ts';

/** The artifacts as they will be stored. */
export interface MadeArtifacts extends BuiltArtifacts {
  /** What made their files; documents that come with them, such as `recipients.json`, are among these. */
  readonly steps: readonly FinishedStep<unknown>[];
  /** Null where nothing is encrypted. */
  readonly encryption: BundleEncryption | null;
}

/**
 * Builds the artifacts from what was collected. Where the plan encrypts, they are checked as an importer would, and then encrypted.
 * @throws ExportError
 */
export async function makeArtifacts(
  job: BundleJob,
  collected: FinishedStep<Collected>,
  run: RunEncryption | null = null,
): Promise<MadeArtifacts> {
  const built = await buildArtifacts(job, collected);
  const plan = job.plan.encryption;
  if (!plan) return { ...built.result, steps: [built], encryption: null };
  if (!run) throw new TypeError('What is planned to be encrypted is never made in the clear');
  const checked = await checkPlain(job, built);
  const encrypted = await encryptArtifacts(job, built, { plan, run });
  return {
    ...built.result,
    artifacts: encrypted.result,
    steps: [built, encrypted],
    encryption: {
      ...bundleEncryption(job, encrypted.result, { plan, run }),
      importVerdict: checked.result,
    },
  };
}
