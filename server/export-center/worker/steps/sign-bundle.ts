import {
  EXPORT_ENVELOPE,
  EXPORT_MANIFEST,
  EXPORT_SIGNATURE,
  MANIFEST_PAYLOAD_TYPE,
  PROVENANCE,
  PROVENANCE_ENVELOPE,
  PROVENANCE_PAYLOAD_TYPE,
  PROVENANCE_SIGNATURE,
  PUBLIC_KEY,
} from '../../../verification/bundle-layout.ts';
import { untilAborted } from '../../../kernel/streams/until-aborted.ts';
import { type RunSigner, type SignedContent } from '../../signing/run-signer.ts';
import { SIGNATURE_ALGORITHM } from '../../signing/tenant-signer.ts';
import { adapterOf } from '../adapters/adapter-of.ts';
import { type FileDigest, createDigester, readPieces } from '../digests.ts';
import { writeStreamedFile } from '../records/file-writer.ts';
import { type BundleJob, inBundle, inStaging } from '../staging/bundle-job.ts';
import { type FinishedStep, digestOfStep, runStep } from '../staging/run-step.ts';
import { storedFiles } from '../staging/stored-files.ts';
import { type BundleDescription } from './describe-artifacts.ts';
import { type MadeArtifacts } from './make-artifacts.ts';
import { type Signing, signerOfRun } from './run-signing.ts';

/** One signature of the bundle, as the run shows it. */
export interface SignatureFile {
  readonly path: string;
  readonly keyId: string;
  readonly algorithm: string;
}

type Pieces = Iterable<Buffer> | AsyncIterable<Buffer>;
type ContentOfFile = (path: string) => SignedContent;

/**
 * Signs the manifest, the provenance and what the kind of the bundle adds, all as they are stored, and lays the public key
 * beside. @throws ExportError `signing`.
 */
export function signBundle(
  job: BundleJob,
  { made, described }: { made: MadeArtifacts; described: FinishedStep<BundleDescription> },
  signing: Signing,
): Promise<FinishedStep<readonly SignatureFile[]>> {
  const { keyId, publicKeyPem } = signing.signer;
  return runStep(job, {
    name: 'sign',
    basis: { described: digestOfStep(described), keyId },
    work: async () => {
      const contentOf = contentIn(job, [...made.steps, described]);
      const signer = signerOfRun(job.plan.runId, signing);
      const signed = [
        ...(await signManifest(contentOf, signer)),
        await signProvenance(contentOf, signer, made.encryption?.manifest.strict ?? false),
        ...(await signFiles(contentOf, signer, adapterOf(job.plan).signatures ?? [])),
      ];
      const files: FileDigest[] = [];
      for (const [path, pieces] of [...signed, [PUBLIC_KEY, [Buffer.from(publicKeyPem)]] as const]) {
        files.push(await writePieces(job, path, pieces));
      }
      return { files, result: signed.map(([path]) => ({ path, keyId, algorithm: SIGNATURE_ALGORITHM })) };
    },
  });
}

/** Path and content of a signature file. */
type Signed = readonly [string, Pieces];

async function signManifest(contentOf: ContentOfFile, signer: RunSigner): Promise<Signed[]> {
  const manifest = contentOf(EXPORT_MANIFEST);
  return [
    [EXPORT_SIGNATURE, [Buffer.from(await signer.signDetached(EXPORT_SIGNATURE, manifest))]],
    [EXPORT_ENVELOPE, await signer.signEnvelope(EXPORT_ENVELOPE, MANIFEST_PAYLOAD_TYPE, manifest)],
  ];
}

/** Encrypted provenance gets a detached signature, since the payload of an envelope would show it. */
async function signProvenance(contentOf: ContentOfFile, signer: RunSigner, encrypted: boolean): Promise<Signed> {
  const provenance = contentOf(PROVENANCE);
  if (encrypted) {
    return [PROVENANCE_SIGNATURE, [Buffer.from(await signer.signDetached(PROVENANCE_SIGNATURE, provenance))]];
  }
  return [PROVENANCE_ENVELOPE, await signer.signEnvelope(PROVENANCE_ENVELOPE, PROVENANCE_PAYLOAD_TYPE, provenance)];
}

async function signFiles(
  contentOf: ContentOfFile,
  signer: RunSigner,
  files: readonly { covers: string; path: string }[],
): Promise<Signed[]> {
  const signed: Signed[] = [];
  for (const { covers, path } of files) {
    signed.push([path, [Buffer.from(await signer.signDetached(path, contentOf(covers)))]]);
  }
  return signed;
}

function contentIn(job: BundleJob, steps: readonly FinishedStep<unknown>[]): ContentOfFile {
  const files = new Map(storedFiles(steps).map((file) => [file.path, file]));
  return (path) => {
    const file = files.get(path);
    if (!file) throw new TypeError(`${path} is not in the bundle`);
    return { bytes: file.bytes, open: () => untilAborted(readPieces(inStaging(job, file.stagedAt)), job.signal) };
  };
}

async function writePieces(job: BundleJob, path: string, pieces: Pieces): Promise<FileDigest> {
  const digester = createDigester();
  await writeStreamedFile(inStaging(job, inBundle(path)), digester.pass(pieces));
  return { path: inBundle(path), ...digester.digest() };
}
