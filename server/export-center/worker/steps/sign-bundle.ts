import {
  EXPORT_ENVELOPE,
  EXPORT_MANIFEST,
  EXPORT_SIGNATURE,
  MANIFEST_PAYLOAD_TYPE,
  PROVENANCE,
  PROVENANCE_ENVELOPE,
  PROVENANCE_PAYLOAD_TYPE,
  PUBLIC_KEY,
} from '../../../verification/bundle-layout.ts';
import { type RunSigner, type SignedContent, createRunSigner } from '../../signing/run-signer.ts';
import { type SignatureMemory } from '../../signing/signature-memory.ts';
import { SIGNATURE_ALGORITHM, type TenantSigner } from '../../signing/tenant-signer.ts';
import { type FileDigest, createDigester, readPieces } from '../digests.ts';
import { ExportError } from '../export-error.ts';
import { writeStreamedFile } from '../records/file-writer.ts';
import { type BundleDescription } from '../manifest/describe-bundle.ts';
import { type BundleJob, inBundle, inStaging } from '../staging/bundle-job.ts';
import { type FinishedStep, digestOfStep, runStep } from '../staging/run-step.ts';

/** One signature of the bundle, as the run shows it. */
export interface SignatureFile {
  readonly path: string;
  readonly keyId: string;
  readonly algorithm: string;
}

type Pieces = Iterable<Buffer> | AsyncIterable<Buffer>;

export interface Signing {
  readonly signer: TenantSigner;
  /** The memory of the tenant. */
  readonly memory: SignatureMemory;
}

/** Signs the manifest and the provenance, and lays the public key beside. @throws ExportError `signing`. */
export function signBundle(
  job: BundleJob,
  described: FinishedStep<BundleDescription>,
  { signer, memory }: Signing,
): Promise<FinishedStep<readonly SignatureFile[]>> {
  return runStep(job, {
    name: 'sign',
    basis: { described: digestOfStep(described), keyId: signer.keyId },
    work: async () => {
      const content = (path: string) => contentOf(job, described.result, path);
      const signed = await signDocuments(content, createRunSigner(job.plan.runId, signer, memory));
      const files: FileDigest[] = [];
      for (const [path, pieces] of [...signed, [PUBLIC_KEY, [Buffer.from(signer.publicKeyPem)]] as const]) {
        files.push(await writePieces(job, path, pieces));
      }
      const result = signed.map(([path]) => ({ path, keyId: signer.keyId, algorithm: SIGNATURE_ALGORITHM }));
      return { files, result };
    },
  });
}

/** Pairs of path and content. */
async function signDocuments(
  contentOfFile: (path: string) => SignedContent,
  signer: RunSigner,
): Promise<(readonly [string, Pieces])[]> {
  const [manifest, provenance] = [contentOfFile(EXPORT_MANIFEST), contentOfFile(PROVENANCE)];
  try {
    return [
      [EXPORT_SIGNATURE, [Buffer.from(await signer.signDetached(EXPORT_SIGNATURE, manifest))]],
      [EXPORT_ENVELOPE, await signer.signEnvelope(EXPORT_ENVELOPE, MANIFEST_PAYLOAD_TYPE, manifest)],
      [PROVENANCE_ENVELOPE, await signer.signEnvelope(PROVENANCE_ENVELOPE, PROVENANCE_PAYLOAD_TYPE, provenance)],
    ];
  } catch (cause) {
    throw new ExportError('signing', 'The tenant key could not sign the bundle', { cause });
  }
}

function contentOf(job: BundleJob, { files }: BundleDescription, path: string): SignedContent {
  const file = files.find((described) => described.path === path);
  if (!file) throw new TypeError(`${path} was not described`);
  return { bytes: file.bytes, open: () => readPieces(inStaging(job, inBundle(path))) };
}

async function writePieces(job: BundleJob, path: string, pieces: Pieces): Promise<FileDigest> {
  const digester = createDigester();
  await writeStreamedFile(inStaging(job, inBundle(path)), digester.pass(pieces));
  return { path: inBundle(path), ...digester.digest() };
}
