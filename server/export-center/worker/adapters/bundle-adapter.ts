import { type Artifact, type ExportManifest } from '../../../contracts/export-center/run.ts';
import { type BundlePlan } from '../bundle-plan.ts';
import { type BundleJob } from '../staging/bundle-job.ts';

/** How one kind of profile becomes files. Everything else about a bundle is the same for all kinds. */
export interface BundleAdapter {
  fileName(plan: BundlePlan): string;
  /** The media type of that file. */
  mediaType(plan: BundlePlan): string;
  /**
   * Makes the artifacts in the bundle folder of the staging folder, from its records file, and lists the inputs in its inputs
   * file. The same records give the same bytes. The heavy part runs on worker threads.
   */
  build(job: BundleJob, report: (progress: BuildProgress) => void): Promise<BuiltArtifacts>;
}

export interface BuiltArtifacts {
  readonly artifacts: readonly Artifact[];
  readonly counts: ExportManifest['counts'];
}

export interface BuildProgress {
  /** 0 to 1. */
  readonly fraction: number;
  readonly items: number;
  readonly bytes: number;
}
