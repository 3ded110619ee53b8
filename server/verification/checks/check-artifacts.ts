import { asDigest, rerunHashText } from '../bundle-hashes.ts';
import { ENVELOPE_FILES, EXPORT_MANIFEST } from '../bundle-layout.ts';
import { type BundleContents, type FileFound } from '../read-contents.ts';
import { type VerificationRuntime } from '../runtime.ts';
import { type BundleVerdict, type Problem } from '../verdict.ts';
import { type CheckedManifest } from './read-manifest.ts';

type Report = (problem: Problem) => void;
type Artifact = CheckedManifest['artifacts'][number];

/**
 * Holds the files of a bundle against `export.json`: each artifact there once, with its size and digest, and nothing
 * besides. Of a bundle whose stream broke, files that were not reached are counted as not ok, but not reported one by one.
 */
export async function checkArtifacts(
  manifest: CheckedManifest | undefined,
  contents: BundleContents,
  tools: { runtime: VerificationRuntime; report: Report },
): Promise<BundleVerdict['hashes']> {
  let sound = contents.complete && manifest !== undefined;
  const report: Report = (problem) => {
    sound = false;
    tools.report(problem);
  };
  const artifacts = manifest?.artifacts ?? [];
  const ok = artifacts.filter((artifact) => isAsListed(artifact, contents, report)).length;
  checkList(artifacts, contents, report);
  if (manifest) await checkRerunHash(manifest, tools.runtime, report);
  return { verdict: sound && ok === artifacts.length ? 'passed' : 'failed', ok, total: artifacts.length };
}

function isAsListed(artifact: Artifact, contents: BundleContents, report: Report): boolean {
  const file = contents.files.get(artifact.path);
  if (!file) {
    if (contents.complete) report({ path: artifact.path, reason: 'missing' });
    return false;
  }
  const differences = [...differencesOf(artifact, file)];
  differences.forEach(report);
  return differences.length === 0;
}

function* differencesOf(artifact: Artifact, file: FileFound): Generator<Problem> {
  const { path } = artifact;
  if (file.bytes !== artifact.bytes) {
    yield { path, reason: 'size-mismatch', expected: String(artifact.bytes), actual: String(file.bytes) };
  }
  if (file.sha256 !== artifact.sha256) {
    yield { path, reason: 'digest-mismatch', expected: artifact.sha256, actual: file.sha256 };
  } else if (file.records !== undefined && file.records !== artifact.records) {
    const [expected, actual] = [String(artifact.records), String(file.records)];
    yield { path, reason: 'record-count-mismatch', expected, actual };
  }
}

/** No artifact twice, no envelope file missing, no file that nobody names. */
function checkList(artifacts: readonly Artifact[], contents: BundleContents, report: Report): void {
  const named = new Set(ENVELOPE_FILES);
  for (const { path } of artifacts) {
    if (named.has(path)) report({ path, reason: 'duplicate' });
    named.add(path);
  }
  for (const path of ENVELOPE_FILES) {
    if (contents.complete && !contents.files.has(path)) report({ path, reason: 'missing' });
  }
  // Without a manifest every file would be unexpected, which would only hide what is wrong.
  if (!contents.documents.has(EXPORT_MANIFEST)) return;
  for (const path of contents.files.keys()) {
    if (!named.has(path)) report({ path, reason: 'unexpected' });
  }
}

async function checkRerunHash(manifest: CheckedManifest, runtime: VerificationRuntime, report: Report): Promise<void> {
  const hash = await runtime.createSha256();
  hash.update(new TextEncoder().encode(rerunHashText(manifest.artifacts.map(({ sha256 }) => sha256))));
  const actual = asDigest(hash.digestHex());
  if (actual === manifest.rerunHash) return;
  report({ path: EXPORT_MANIFEST, reason: 'rerun-hash-mismatch', expected: manifest.rerunHash, actual });
}
