import { adapterOf } from '../adapters/adapter-of.ts';
import { type FileDigest } from '../digests.ts';
import { type BundleJob, inStaging } from '../staging/bundle-job.ts';
import { type FinishedStep, digestOfStep, runStep } from '../staging/run-step.ts';
import { type StoredFile, storedFiles } from '../staging/stored-files.ts';
import { type MadeArtifacts } from './make-artifacts.ts';

/** The finished file. Paths are in the staging folder. */
export interface PackedBundle extends FileDigest {
  readonly fileName: string;
  readonly mediaType: string;
  readonly form: 'archive' | 'file';
  /** An uncompressed tar archive of all documents: everything in the bundle that is no artifact. */
  readonly documents: FileDigest;
  /** What is in that archive; paths are in the bundle. */
  readonly documentFiles: readonly FileDigest[];
}

/** The documents archive in the staging folder. */
const DOCUMENTS_FILE = 'documents.tar';

/** Makes one file of everything that the steps have made for the bundle, and the archive of its documents. */
export function packSignedBundle(
  job: BundleJob,
  made: MadeArtifacts,
  documentSteps: readonly FinishedStep<unknown>[],
): Promise<FinishedStep<PackedBundle>> {
  const steps = [...made.steps, ...documentSteps];
  return runStep(job, {
    name: 'pack',
    basis: { steps: steps.map(digestOfStep) },
    work: async () => {
      const adapter = adapterOf(job.plan);
      const files = storedFiles(steps);
      const artifactPaths = new Set(made.artifacts.map(({ path }) => path));
      const documentFiles = files.filter(({ path }) => !artifactPaths.has(path));
      const documents = await packDocuments(job, documentFiles);
      const file = adapter.form === 'archive' ? await packArchive(job, files) : bundleFile(made, files);
      const names = { fileName: adapter.fileName(job.plan), mediaType: adapter.mediaType(job.plan) };
      const listed = documentFiles.map(({ path, sha256, bytes }) => ({ path, sha256, bytes }));
      const result = { ...file, ...names, form: adapter.form, documents, documentFiles: listed };
      return { files: [file, documents], result };
    },
  });
}

/** All files of the bundle, below the folder that its kind prescribes. */
async function packArchive(job: BundleJob, files: readonly StoredFile[]): Promise<FileDigest> {
  const adapter = adapterOf(job.plan);
  const path = adapter.fileName(job.plan);
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  let bytes = 0;
  const onProgress = (done: { bytes: number }) => {
    bytes += done.bytes;
    const fraction = Math.min(bytes / Math.max(total, 1), 1);
    job.onProgress({ step: 'pack', fraction, itemsCompleted: 0, itemsTotal: 0, bytes });
  };
  const archive = {
    files: filesToPack(job, files, adapter.root),
    to: inStaging(job, path),
    compression: job.plan.compression,
    ...(adapter.entryTime === undefined ? {} : { entryTime: adapter.entryTime }),
  };
  return { path, ...(await job.threads.run('packBundle', archive, { signal: job.signal, onProgress })) };
}

/** The one artifact, as it is. */
function bundleFile({ artifacts: [artifact, ...others] }: MadeArtifacts, files: readonly StoredFile[]): FileDigest {
  const file = files.find(({ path }) => path === artifact?.path);
  if (!file || others.length > 0) throw new TypeError('A bundle that is one file has one artifact');
  return { path: file.stagedAt, sha256: file.sha256, bytes: file.bytes };
}

async function packDocuments(job: BundleJob, files: readonly StoredFile[]): Promise<FileDigest> {
  const archive = {
    files: filesToPack(job, files, ''),
    to: inStaging(job, DOCUMENTS_FILE),
    compression: { codec: 'none', level: 1 } as const,
  };
  return { path: DOCUMENTS_FILE, ...(await job.threads.run('packBundle', archive, { signal: job.signal })) };
}

function filesToPack(job: BundleJob, files: readonly StoredFile[], root: string) {
  return files.map(({ path, bytes, stagedAt }) => ({ path: `${root}${path}`, bytes, from: inStaging(job, stagedAt) }));
}
