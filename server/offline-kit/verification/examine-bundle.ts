import { type DecryptFile, type RecipientSecrets, bundleDecrypter } from '../../kernel/encryption/bundle-decrypter.ts';
import { DecryptionError } from '../../kernel/encryption/decryption-error.ts';
import { RECIPIENTS, recipientsDocument } from '../../kernel/encryption/recipients-document.ts';
import { importCheckOf } from '../../verification/import-check/import-check-of.ts';
import { parseJson } from '../../verification/json.ts';
import { type BundleContents } from '../../verification/read-contents.ts';
import { type BundleDocuments, type VerificationTools, inspectBundle } from '../../verification/verify-bundle.ts';
import { boundedRuntime } from '../bundle/bounded-runtime.ts';
import { type BundleFile } from '../bundle/bundle-file.ts';
import { type VerifiedBundle } from '../bundle/verified-bundle.ts';
import { KitError } from '../command-line/kit-error.ts';
import { type Examination, type Trust, type Watching, refusal } from './examination.ts';
import { readFindings } from './read-findings.ts';

export interface BundleToExamine {
  readonly file: BundleFile;
  /** Opens what lies beside a bundle that is one file, as often as it is read; undefined for an archive. */
  readonly documents: (() => BundleDocuments) | undefined;
}

/**
 * Verifies a bundle in two readings. The first checks its signatures and every digest, while nothing is decrypted and no record
 * is read. Only of a bundle that is good so far are the files decrypted, where a key was given, and the records read.
 */
export async function examineBundle(bundle: BundleToExamine, trust: Trust, watching: Watching): Promise<Examination> {
  const read = reader(bundle, trust, watching);
  const first = await checkEnvelope(bundle.file, read, trust);
  if (!first.bundle) return first;
  const { bundle: verified, key, decrypt } = first;
  const importCheck = importCheckOf(verified.manifest.profile);
  if (!importCheck && !decrypt) return first;
  const opened = new AbortController();
  const second = await read('Reading the records', {
    importCheck,
    decrypt: decrypt && abortingAtWrongKey(decrypt, opened),
    signal: AbortSignal.any([watching.signal, opened.signal]),
  });
  if (second.verdict.problems.length > 0) return refusal(second.verdict, second.verdict.problems, key);
  refuseOtherFiles(verified, second.contents);
  return { verdict: second.verdict, bundle: verified, key, decrypt };
}

/** The first reading. What it found is given up but for the digests: the second one needs the memory. */
async function checkEnvelope(file: BundleFile, read: Read, { keys, secrets }: Trust): Promise<Examination> {
  const { verdict, contents } = await read('Checking signatures and digests', {});
  if (verdict.problems.length > 0) return refusal(verdict, verdict.problems);
  const findings = readFindings(file, contents, keys);
  if (!('bundle' in findings)) return refusal({ ...verdict, signature: 'failed' }, findings.problems, findings.key);
  const { bundle, key } = findings;
  return { verdict, bundle, key, decrypt: decrypterOf(bundle, contents, secrets) };
}

type Read = ReturnType<typeof reader>;

function reader({ file, documents }: BundleToExamine, { keys }: Trust, { signal, onProgress }: Watching) {
  return (what: string, tools: Partial<VerificationTools>) =>
    inspectBundle(
      { fileName: file.fileName, content: file.content(), documents: documents?.() },
      {
        ...{ runtime: boundedRuntime(file.bytes), keys, signal },
        onProgress: (bytes) => onProgress(what, bytes / file.bytes),
        ...tools,
      },
    );
}

/** Undefined where nothing is encrypted, or no key of that kind was given. */
function decrypterOf(
  { manifest }: VerifiedBundle,
  { documents }: BundleContents,
  { identities = [], keys = [] }: RecipientSecrets,
): DecryptFile | undefined {
  const mode = manifest.encryption?.mode;
  if (mode === undefined || (mode === 'age' ? identities : keys).length === 0) return undefined;
  const recipients = recipientsDocument.safeParse(parseJson(documents.get(RECIPIENTS) ?? new Uint8Array()));
  if (!recipients.success) throw new KitError('refused', `${RECIPIENTS} is not a list of recipients.`);
  try {
    return bundleDecrypter(recipients.data, { identities, keys });
  } catch (error) {
    throw error instanceof DecryptionError ? wrongKey(error) : error;
  }
}

/** Every file would fail in the same way, and it is not the bundle's fault. */
function abortingAtWrongKey(decrypt: DecryptFile, controller: AbortController): DecryptFile {
  return async function* (path, content) {
    try {
      yield* decrypt(path, content);
    } catch (error) {
      if (error instanceof DecryptionError && error.fault === 'wrong-key') controller.abort(wrongKey(error));
      throw error;
    }
  };
}

function wrongKey(cause: DecryptionError): KitError {
  return new KitError('failed', `The bundle is good, but the key given does not open it. ${cause.message}.`, { cause });
}

function refuseOtherFiles({ file, files }: VerifiedBundle, { files: found }: BundleContents): void {
  const isSame =
    files.size === found.size && [...files].every(([path, { sha256 }]) => found.get(path)?.sha256 === sha256);
  if (!isSame) throw new KitError('refused', `${file.path} has changed while it was read. Nothing of it is used.`);
}
