import { asDigest, rerunHashText } from '../bundle-hashes.ts';
import { EXPORT_MANIFEST, type KindLayout, PROVENANCE, envelopeFiles } from '../bundle-layout.ts';
import { announcedEncryption } from '../encrypted-file.ts';
import { type BundleContents, type FileFound } from '../read-contents.ts';
import { type VerificationRuntime } from '../runtime.ts';
import { type BundleVerdict, type Problem } from '../verdict.ts';
import { type CheckedManifest } from './read-manifest.ts';

type Report = (problem: Problem) => void;
type Artifact = CheckedManifest['artifacts'][number];
type ListedFile = CheckedManifest['documents'][number] & Pick<Artifact, 'plainSha256'>;

/**
 * Holds the files of a bundle against `export.json`: each artifact and each document there once, with its size and digest,
 * encrypted or not as it says, and nothing besides. Of a bundle whose stream broke, files that were not reached are counted
 * as not ok, but not reported one by one.
 */
export async function checkArtifacts(
  manifest: CheckedManifest | undefined,
  contents: BundleContents,
  tools: { layout: KindLayout; runtime: VerificationRuntime; report: Report },
): Promise<BundleVerdict['hashes']> {
  let sound = contents.complete && manifest !== undefined;
  const report: Report = (problem) => {
    sound = false;
    tools.report(problem);
  };
  const artifacts = manifest?.artifacts ?? [];
  const isAsListed = (file: ListedFile): boolean => isFileAsListed(file, manifest, contents, report);
  const ok = artifacts.filter((artifact) => isAsListed(artifact) && hasItsRecords(artifact, contents, report)).length;
  manifest?.documents.forEach(isAsListed);
  checkList(manifest, contents, tools.layout, report);
  if (manifest) await checkRerunHash(manifest, tools.runtime, report);
  return { verdict: sound && ok === artifacts.length ? 'passed' : 'failed', ok, total: artifacts.length };
}

function isFileAsListed(
  listed: ListedFile,
  manifest: CheckedManifest | undefined,
  contents: BundleContents,
  report: Report,
): boolean {
  const file = contents.files.get(listed.path);
  if (!file) {
    if (contents.complete) report({ path: listed.path, reason: 'missing' });
    return false;
  }
  const differences = [...differencesOf(listed, file, announcedEncryption(listed.path, manifest?.encryption ?? null))];
  differences.forEach(report);
  return differences.length === 0;
}

function* differencesOf(listed: ListedFile, file: FileFound, encryption: FileFound['encryption']): Generator<Problem> {
  const { path } = listed;
  if (file.bytes !== listed.bytes) {
    yield { path, reason: 'size-mismatch', expected: String(listed.bytes), actual: String(file.bytes) };
  }
  if (file.sha256 !== listed.sha256) {
    yield { path, reason: 'digest-mismatch', expected: listed.sha256, actual: file.sha256 };
  } else if (file.encryption !== encryption) {
    const [expected, actual] = [encryption ?? 'none', file.encryption ?? 'none'];
    yield { path, reason: 'encryption-mismatch', expected, actual };
  } else if (file.plainSha256 !== undefined && listed.plainSha256 !== undefined) {
    const [expected, actual] = [listed.plainSha256, file.plainSha256];
    if (expected !== actual) yield { path, reason: 'digest-mismatch', expected, actual };
  }
}

/** What differs otherwise has other records too, which need not be said. */
function hasItsRecords({ path, records }: Artifact, { files }: BundleContents, report: Report): boolean {
  const found = files.get(path)?.records;
  if (found === undefined || found === records) return true;
  report({ path, reason: 'record-count-mismatch', expected: String(records), actual: String(found) });
  return false;
}

/** No file named twice, none missing that every bundle of the kind has, none that nobody names. */
function checkList(
  manifest: CheckedManifest | undefined,
  contents: BundleContents,
  layout: KindLayout,
  report: Report,
): void {
  const strict = manifest?.encryption?.strict ?? false;
  const vouching = envelopeFiles(layout, { strict });
  const named = new Set(vouching);
  for (const { path } of [...(manifest?.artifacts ?? []), ...(manifest?.documents ?? [])]) {
    if (named.has(path)) report({ path, reason: 'duplicate' });
    named.add(path);
  }
  for (const path of vouching) {
    if (contents.complete && !contents.files.has(path)) report({ path, reason: 'missing' });
  }
  // Without a manifest every file would be unexpected, which would only hide what is wrong.
  if (!manifest) return;
  for (const path of layout.documents) {
    if (!named.has(path)) report({ path, reason: 'missing' });
  }
  for (const [path, { encryption }] of contents.files) {
    if (!named.has(path)) report({ path, reason: 'unexpected' });
    if (path === PROVENANCE) checkEncryption(path, encryption, manifest, report);
  }
}

function checkEncryption(
  path: string,
  found: FileFound['encryption'],
  { encryption }: CheckedManifest,
  report: Report,
): void {
  const announced = announcedEncryption(path, encryption);
  if (found === announced) return;
  report({ path, reason: 'encryption-mismatch', expected: announced ?? 'none', actual: found ?? 'none' });
}

async function checkRerunHash(manifest: CheckedManifest, runtime: VerificationRuntime, report: Report): Promise<void> {
  const digests = manifest.artifacts.map(({ sha256, plainSha256 }) => plainSha256 ?? sha256);
  const hash = await runtime.createSha256();
  hash.update(new TextEncoder().encode(rerunHashText(digests)));
  const actual = asDigest(hash.digestHex());
  if (actual === manifest.rerunHash) return;
  report({ path: EXPORT_MANIFEST, reason: 'rerun-hash-mismatch', expected: manifest.rerunHash, actual });
}
