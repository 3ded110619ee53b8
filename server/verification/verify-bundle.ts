import { asDigest } from './bundle-hashes.ts';
import { checkArtifacts } from './checks/check-artifacts.ts';
import { checkLayout } from './checks/check-layout.ts';
import { checkProvenance } from './checks/check-provenance.ts';
import { checkSignature } from './checks/check-signature.ts';
import { type CheckedManifest, readManifest } from './checks/read-manifest.ts';
import { type ImportCheck } from './import-check/import-check.ts';
import {
  type BundleContents,
  type DocumentFile,
  type Found,
  nothingFound,
  readArchive,
  readFolder,
} from './read-contents.ts';
import { type Decrypt, type Reading, readFile } from './read-file.ts';
import { type Sha256, type VerificationRuntime, codecOfFileName } from './runtime.ts';
import { type TrustedKey, importVerifyingKey } from './signature/public-key.ts';
import { type BundleVerdict, type Problem, type Verdict } from './verdict.ts';

export interface BundleToVerify {
  /** `run-20251029-01.tar.zst`: its ending names the codec. */
  readonly fileName: string;
  readonly content: AsyncIterable<Uint8Array>;
  /** The digest of the whole file, where the caller knows it; finds damage that the format itself does not show. */
  readonly sha256?: string | undefined;
  /** What lies beside a bundle that is one file, such as `db.bundle`; an archive has its documents inside. */
  readonly documents?: BundleDocuments | undefined;
}

/** An uncompressed tar archive, as the Export Center keeps it; or a folder, whose paths are relative to it. */
export type BundleDocuments =
  { readonly archive: AsyncIterable<Uint8Array> } | { readonly files: AsyncIterable<DocumentFile> };

export interface VerificationTools {
  readonly runtime: VerificationRuntime;
  /** The tenant's keys, the current one and those before it. Without any, signatures are not checked. */
  readonly keys: readonly TrustedKey[];
  /** What the bundle's kind demands of its records; without it the verdict's `import` is `not-run`. */
  readonly importCheck?: ImportCheck | undefined;
  /** Opens encrypted files; without it their stored bytes are checked, and what they hold is not. */
  readonly decrypt?: Decrypt | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of bytes of the file read so far. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

/**
 * Verifies a bundle in one pass over its bytes (bundles.md, "Always"; runbook, section 8): signatures, each file's digest and
 * size against `export.json`, paths, provenance, and the records where an import check is given.
 *
 * Whatever is wrong with the bundle becomes a problem of the verdict, named by its file as far as that can be told; only
 * failures to read it, an aborted signal, and keys that are none reject.
 */
export async function verifyBundle(bundle: BundleToVerify, tools: VerificationTools): Promise<BundleVerdict> {
  return (await inspectBundle(bundle, tools)).verdict;
}

/** As {@link verifyBundle}, and what was found, for whoever unpacks exactly these files. */
export async function inspectBundle(
  bundle: BundleToVerify,
  tools: VerificationTools,
): Promise<{ readonly verdict: BundleVerdict; readonly contents: BundleContents }> {
  const problems: Problem[] = [];
  const report = (problem: Problem) => void problems.push(problem);
  const { runtime, importCheck, decrypt } = tools;
  const keys = tools.keys.map(importVerifyingKey);

  // Nobody asks for it: hashing a large file once more takes as long as all else that is not decompression.
  const wholeFile = bundle.sha256 === undefined ? undefined : await runtime.createSha256();
  const file = watch(bundle.content, wholeFile, tools);
  const reading: Reading = { runtime, importCheck, decrypt, report };
  const { contents, manifest } = await readBundle({ ...bundle, content: file.pieces }, reading).finally(file.close);
  if (manifest) importCheck?.conclude?.(manifest, report);
  const importVerdict = importVerdictOf(contents, problems, importCheck);

  const layout = checkLayout(manifest, contents, bundle.documents ? 'file' : 'archive', report);
  const verdict: Omit<BundleVerdict, 'notRun'> = {
    signature: checkSignature(manifest, contents, { layout, keys, report }),
    hashes: await checkArtifacts(manifest, contents, { layout, runtime, report }),
    provenance: await checkProvenance(manifest, contents, { runtime, keys, report }),
    import: importVerdict,
    problems,
  };
  if (wholeFile) checkWholeFile(bundle.sha256, asDigest(wholeFile.digestHex()), report);
  return { verdict: { ...verdict, notRun: reasonsOf(verdict, importCheck) }, contents };
}

interface ReadBundle {
  readonly contents: BundleContents;
  readonly manifest: CheckedManifest | undefined;
}

async function readBundle(bundle: BundleToVerify, reading: Reading): Promise<ReadBundle> {
  const found = nothingFound();
  if (bundle.documents) return readFileWithDocuments(bundle, bundle.documents, found, reading);
  const codec = codecOfFileName(bundle.fileName);
  const archive = codec ? reading.runtime.decompress(codec, bundle.content) : bundle.content;
  await readArchive(archive, found, reading);
  return { contents: found, manifest: readManifest(found, reading.report) };
}

/** The documents come first, since they say as what the file lies in the bundle. */
async function readFileWithDocuments(
  { fileName, content }: BundleToVerify,
  documents: BundleDocuments,
  found: Found,
  reading: Reading,
): Promise<ReadBundle> {
  if ('archive' in documents) await readArchive(documents.archive, found, reading, '');
  else await readFolder(documents.files, found, reading);
  const manifest = readManifest(found, reading.report);
  const path = manifest?.artifacts[0]?.path ?? fileName;
  if (found.files.has(path)) {
    reading.report({ path, reason: 'duplicate' });
    return { contents: found, manifest };
  }
  const pieces = content[Symbol.asyncIterator]();
  const read = async () => ((piece) => (piece.done ? undefined : piece.value))(await pieces.next());
  found.files.set(path, await readFile({ path, size: manifest?.artifacts[0]?.bytes ?? 0, read }, found, reading));
  return { contents: found, manifest };
}

/** Counts what passes, and hashes it where asked to. A broken archive leaves a rest unread, which `close` reads: the digest is over all of it. */
function watch(
  content: AsyncIterable<Uint8Array>,
  hash: Sha256 | undefined,
  { signal, onProgress }: VerificationTools,
) {
  const source = content[Symbol.asyncIterator]();
  let bytes = 0;
  const next = async (): Promise<IteratorResult<Uint8Array>> => {
    signal?.throwIfAborted();
    const piece = await source.next();
    if (piece.done) return { done: true, value: undefined };
    hash?.update(piece.value);
    bytes += piece.value.length;
    onProgress?.(bytes);
    return piece;
  };
  // Without `return`, so that a reader that gives up does not end the source before `close`.
  const pieces: AsyncIterable<Uint8Array> = { [Symbol.asyncIterator]: () => ({ next }) };
  const close = async (): Promise<void> => {
    try {
      while (!(await next()).done);
    } finally {
      await source.return?.();
    }
  };
  return { pieces, close };
}

/** What was found wrong until now was found in reading the files. */
function importVerdictOf(
  { files }: BundleContents,
  problems: readonly Problem[],
  importCheck: ImportCheck | undefined,
): Verdict {
  if (!importCheck) return 'not-run';
  if (problems.length > 0) return 'failed';
  const isHidden = [...files].some(
    ([path, { encryption, plainSha256 }]) =>
      encryption !== null && plainSha256 === undefined && importCheck.covers(path),
  );
  return isHidden ? 'not-run' : 'passed';
}

function reasonsOf(
  { signature, provenance, import: imported }: Omit<BundleVerdict, 'notRun'>,
  importCheck: ImportCheck | undefined,
): BundleVerdict['notRun'] {
  return {
    ...(signature === 'not-run' && { signature: 'no-key' }),
    ...(provenance === 'not-run' && { provenance: 'encrypted' }),
    ...(imported === 'not-run' && { import: importCheck ? 'encrypted' : 'no-check' }),
  };
}

function checkWholeFile(expected: string | undefined, actual: string, report: (problem: Problem) => void): void {
  if (expected === undefined || expected === actual) return;
  report({ path: '', reason: 'digest-mismatch', expected, actual });
}
