import { type Artifact } from '../../../contracts/export-center/run.ts';
import { type RunEncryption } from '../../encryption/run-encryption.ts';
import { RECIPIENTS } from '../../../verification/bundle-layout.ts';
import { type BuiltArtifacts } from '../adapters/bundle-adapter.ts';
import { type BundleEncryption } from '../bundle-encryption.ts';
import { type BundlePlan } from '../bundle-plan.ts';
import { type FileDigest, createDigester, digestOfFile } from '../digests.ts';
import { encryptStagedFiles } from '../encryption/encrypt-staged-files.ts';
import { encryptedPaths, isEncrypted } from '../encryption/encrypted-paths.ts';
import { writeStreamedFile } from '../records/file-writer.ts';
import { type BundleJob, ENCRYPTED_FOLDER, inBundle, inStaging } from '../staging/bundle-job.ts';
import { type FinishedStep, digestOfStep, runStep } from '../staging/run-step.ts';

type EncryptionPlan = NonNullable<BundlePlan['encryption']>;

/**
 * Encrypts the artifacts that the plan wants encrypted, and writes `recipients.json`. The encrypted files lie beside the plain
 * ones and take their places in the bundle; each is made once a run.
 * @throws ExportError `encryption`
 */
export function encryptArtifacts(
  job: BundleJob,
  built: FinishedStep<BuiltArtifacts>,
  { plan, run }: { readonly plan: EncryptionPlan; readonly run: RunEncryption },
): Promise<FinishedStep<readonly Artifact[]>> {
  return runStep(job, {
    name: 'encrypt',
    basis: { built: digestOfStep(built), recipients: run.recipients.text, strict: plan.strict },
    work: async () => {
      const { artifacts } = built.result;
      const plain = artifacts
        .filter(({ path }) => isEncrypted(path, plan))
        .map(({ path, sha256, bytes }) => ({ path, plainSha256: sha256, bytes }));
      const encrypted = await encryptStagedFiles(job, plain, run, progressOf(job, plain));
      const stored = new Map(encrypted.map((file) => [file.path, file]));
      const files = encrypted.map(staged);
      return {
        files: [...files, await writeRecipients(job, run.recipients.text)],
        result: artifacts.map((artifact) => ({ ...artifact, ...stored.get(artifact.path) })),
      };
    },
  });
}

/** What the documents of the bundle say of its encryption, and how they are encrypted themselves. */
export function bundleEncryption(
  job: BundleJob,
  artifacts: readonly Artifact[],
  { plan, run }: { readonly plan: EncryptionPlan; readonly run: RunEncryption },
): Omit<BundleEncryption, 'importVerdict'> {
  const { mode, strict, recipients } = plan;
  const paths = artifacts.map(({ path }) => path);
  return {
    manifest: { mode, strict, recipients, encryptedPaths: encryptedPaths(job.plan, plan, paths) },
    recipients: run.recipients.document.recipients,
    async encryptDocument(path) {
      const { sha256: plainSha256, bytes } = await digestOfFile(inStaging(job, inBundle(path)), job.signal);
      const [encrypted] = await encryptStagedFiles(job, [{ path, plainSha256, bytes }], run, () => undefined);
      if (!encrypted) throw new Error(`${path} was not encrypted`);
      return staged(encrypted);
    },
  };
}

function staged({ path, sha256, bytes }: FileDigest): FileDigest {
  return { path: `${ENCRYPTED_FOLDER}/${path}`, sha256, bytes };
}

async function writeRecipients(job: BundleJob, text: string): Promise<FileDigest> {
  const path = inBundle(RECIPIENTS);
  const digester = createDigester();
  await writeStreamedFile(inStaging(job, path), digester.pass([Buffer.from(text)]));
  return { path, ...digester.digest() };
}

function progressOf(job: BundleJob, files: readonly { readonly bytes: number }[]): (bytes: number) => void {
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  let bytes = 0;
  return (done) => {
    bytes += done;
    const fraction = bytes / Math.max(total, 1);
    job.onProgress({ step: 'encrypt', fraction, itemsCompleted: 0, itemsTotal: 0, bytes });
  };
}
