import { type BuiltArtifacts } from '../adapters/bundle-adapter.ts';
import { type BundleEncryption } from '../bundle-encryption.ts';
import { type BundleJob } from '../staging/bundle-job.ts';
import { type FinishedStep } from '../staging/run-step.ts';
import { buildArtifacts } from './build-artifacts.ts';
import { type Collected } from './collect-records.ts';

/** The artifacts as they will be stored. */
export interface MadeArtifacts extends BuiltArtifacts {
  /** What made their files; documents that come with them, such as `recipients.json`, are among these. */
  readonly steps: readonly FinishedStep<unknown>[];
  /** Null where nothing is encrypted. */
  readonly encryption: BundleEncryption | null;
}

/** Builds the artifacts from what was collected. */
export async function makeArtifacts(job: BundleJob, collected: FinishedStep<Collected>): Promise<MadeArtifacts> {
  const built = await buildArtifacts(job, collected);
  return { ...built.result, steps: [built], encryption: null };
}
