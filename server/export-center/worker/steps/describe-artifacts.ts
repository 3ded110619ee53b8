import { rerunHashText } from '../../../verification/bundle-hashes.ts';
import { isReadableWhenStrict } from '../../../verification/bundle-layout.ts';
import { adapterOf } from '../adapters/adapter-of.ts';
import { type DocumentContext } from '../adapters/bundle-adapter.ts';
import { type FileDigest, sha256Of } from '../digests.ts';
import { BUNDLE_FOLDER, type BundleJob, INPUTS_FILE, inBundle, inStaging } from '../staging/bundle-job.ts';
import { type FinishedStep, digestOfStep, runStep } from '../staging/run-step.ts';
import { storedFiles } from '../staging/stored-files.ts';
import { type MadeArtifacts } from './make-artifacts.ts';
import { type Signing, signerOfRun } from './run-signing.ts';

export interface BundleDescription {
  readonly inputsHash: string;
  readonly rerunHash: string;
}

/** What all documents say of the bundle. */
type Facts = Omit<DocumentContext, 'job' | 'signer' | 'publicKeyPem'>;

/**
 * Writes the documents of the bundle, to be signed with this key: those that its kind adds, then `export.json`, which names
 * them, then `provenance.json`.
 */
export function describeArtifacts(
  job: BundleJob,
  made: MadeArtifacts,
  signing: Signing,
): Promise<FinishedStep<BundleDescription>> {
  return runStep(job, {
    name: 'describe',
    basis: { made: made.steps.map(digestOfStep), keyId: signing.signer.keyId },
    work: async () => {
      const facts = await factsOf(job, made);
      const added = await addDocuments(job, made, facts, signing);
      const { manifest, provenance } = await job.threads.run(
        'describeBundle',
        {
          plan: job.plan,
          ...facts,
          documents: [...documentsOf(made), ...added.map(({ listed }) => listed)],
          recipients: made.encryption?.recipients ?? [],
          inputsFile: inStaging(job, INPUTS_FILE),
          contentFolder: inStaging(job, BUNDLE_FOLDER),
          keyIds: [signing.signer.keyId],
        },
        { signal: job.signal },
      );
      const described = [staged(manifest), await asStored(made, provenance)];
      return {
        files: [...added.map(({ file }) => file), ...described],
        result: { inputsHash: facts.inputsHash, rerunHash: facts.rerunHash },
      };
    },
  });
}

interface AddedDocument {
  /** As `export.json` lists it. */
  readonly listed: FileDigest;
  /** The same by its staging path. */
  readonly file: FileDigest;
}

async function addDocuments(
  job: BundleJob,
  made: MadeArtifacts,
  facts: Facts,
  signing: Signing,
): Promise<AddedDocument[]> {
  const signer = signerOfRun(job.plan.runId, signing);
  const context: DocumentContext = { job, ...facts, signer, publicKeyPem: signing.signer.publicKeyPem };
  const written = (await adapterOf(job.plan).writeDocuments?.(context)) ?? [];
  const added: AddedDocument[] = [];
  for (const document of written) {
    const file = await asStored(made, document);
    added.push({ listed: { ...file, path: document.path }, file });
  }
  return added;
}

/** What came with the artifacts and is none of them. */
function documentsOf({ artifacts, steps }: MadeArtifacts): FileDigest[] {
  const paths = new Set(artifacts.map(({ path }) => path));
  return storedFiles(steps)
    .filter(({ path }) => !paths.has(path))
    .map(({ path, sha256, bytes }) => ({ path, sha256, bytes }));
}

/** A document of the bundle by its staging path; in strict mode most of them are encrypted. */
async function asStored({ encryption }: MadeArtifacts, document: FileDigest): Promise<FileDigest> {
  const readable = !encryption?.manifest.strict || isReadableWhenStrict(document.path);
  return readable ? staged(document) : encryption.encryptDocument(document.path);
}

function staged(file: FileDigest): FileDigest {
  return { ...file, path: inBundle(file.path) };
}

async function factsOf(job: BundleJob, { artifacts, counts, redacted, encryption }: MadeArtifacts): Promise<Facts> {
  const { selectors, policyVersion, redaction } = job.plan;
  const input = { inputsFile: inStaging(job, INPUTS_FILE), selectors, policyVersion };
  const plainDigests = artifacts.map(({ sha256, plainSha256 }) => plainSha256 ?? sha256);
  return {
    artifacts: artifacts.toSorted((one, other) => (one.path < other.path ? -1 : 1)),
    counts,
    inputsHash: await job.threads.run('digestInputs', input, { signal: job.signal }),
    rerunHash: sha256Of(rerunHashText(plainDigests)),
    redactions: { pointers: [...redaction], applied: redacted },
    encryption: encryption?.manifest ?? null,
  };
}
