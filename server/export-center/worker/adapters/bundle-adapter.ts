import { type Artifact, type ExportManifest } from '../../../contracts/export-center/run.ts';
import { type RunSigner } from '../../signing/run-signer.ts';
import { type BundlePlan } from '../bundle-plan.ts';
import { type FileDigest } from '../digests.ts';
import { type BundleJob } from '../staging/bundle-job.ts';

/** How one kind of profile becomes files. Everything else about a bundle is the same for all kinds. */
export interface BundleAdapter {
  /**
   * `archive`: artifacts and documents are packed into one tar. `file`: the one artifact is the bundle, and its
   * documents (manifest, provenance, signatures) lie beside it, since programs that we did not write read that file.
   */
  readonly form: 'archive' | 'file';
  /** The folder that holds everything in the archive. */
  readonly root: '' | 'mirror/';
  fileName(plan: BundlePlan): string;
  /** The media type of that file. */
  mediaType(plan: BundlePlan): string;
  /** Time of every entry of the archive, RFC 3339 UTC; the epoch where there is none. */
  readonly entryTime?: string;
  /**
   * Makes the artifacts in the bundle folder of the staging folder, from its records file, and lists the inputs in its inputs
   * file. The same records give the same bytes. The heavy part runs on worker threads.
   */
  build(job: BundleJob, report: (progress: BuildProgress) => void): Promise<BuiltArtifacts>;
  /**
   * Writes what the kind adds to the bundle folder once its artifacts are as they will be stored: encrypted, where they
   * are. These files may hold signatures, so they do not count for `rerunHash`.
   */
  readonly writeDocuments?: (context: DocumentContext) => Promise<readonly FileDigest[]>;
  /** Signatures over single files, beside those of `export.json`; paths in the bundle. */
  readonly signatures?: readonly { readonly covers: string; readonly path: string }[];
}

export interface BuiltArtifacts {
  readonly artifacts: readonly Artifact[];
  readonly counts: ExportManifest['counts'];
  /** How many values the plan's redaction removed from normalised records and policy output. */
  readonly redacted: number;
  /** `sha256:<hex>` over the evidence that the plan's policy judged; absent where it judged none. */
  readonly judgedInputsHash?: string;
  /** Lines for the log of the run: what the kind has no place for. */
  readonly remarks?: readonly string[];
}

export interface BuildProgress {
  /** 0 to 1. */
  readonly fraction: number;
  readonly items: number;
  readonly bytes: number;
}

export interface DocumentContext {
  readonly job: BundleJob;
  /** As stored, sorted by path. */
  readonly artifacts: readonly Artifact[];
  readonly counts: ExportManifest['counts'];
  readonly inputsHash: string;
  readonly rerunHash: string;
  readonly redactions: ExportManifest['redactions'];
  readonly encryption: ExportManifest['encryption'];
  /** Makes each signature once, also when the step is done again. */
  readonly signer: RunSigner;
  readonly publicKeyPem: string;
}
