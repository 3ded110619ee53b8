import { asDigest, hexOf, inputsHashPieces } from '../bundle-hashes.ts';
import { EXPORT_MANIFEST, PROVENANCE, PROVENANCE_ENVELOPE } from '../bundle-layout.ts';
import { type Statement } from '../provenance/read-statement.ts';
import { type BundleContents } from '../read-contents.ts';
import { type VerificationRuntime } from '../runtime.ts';
import { type VerifyingKey } from '../signature/public-key.ts';
import { type Problem, type Verdict } from '../verdict.ts';
import { checkEnvelope } from './check-envelope.ts';
import { type CheckedManifest } from './read-manifest.ts';

type Report = (problem: Problem) => void;

const envelope = { path: PROVENANCE_ENVELOPE, covers: PROVENANCE };

/**
 * `provenance.json`: signed, an in-toto statement v1 with an SLSA provenance v1 predicate, about exactly the manifest
 * and the artifacts of this bundle, and from exactly the inputs that `inputsHash` stands for.
 */
export async function checkProvenance(
  manifest: CheckedManifest | undefined,
  contents: BundleContents,
  tools: { runtime: VerificationRuntime; keys: readonly VerifyingKey[]; report: Report },
): Promise<Verdict> {
  const { statement, files } = contents;
  if (!files.has(PROVENANCE) || !manifest) return 'failed';
  if (!statement) {
    tools.report({ path: PROVENANCE, reason: 'malformed' });
    return 'failed';
  }
  const results = [
    tools.keys.length === 0 || checkEnvelope(envelope, contents, tools.keys, tools.report),
    checkSubjects(statement, manifest, contents, tools.report),
    await checkInputs(statement, manifest, tools),
  ];
  return results.every(Boolean) ? 'passed' : 'failed';
}

function checkSubjects(
  statement: Statement,
  manifest: CheckedManifest,
  contents: BundleContents,
  report: Report,
): boolean {
  const found = contents.files.get(EXPORT_MANIFEST);
  const expected = new Set(manifest.artifacts.map(({ path, sha256 }) => `${hexOf(sha256)} ${path}`));
  expected.add(`${hexOf(found?.sha256 ?? '')} ${EXPORT_MANIFEST}`);
  const actual = new Set(statement.subjects);
  const lacking = [...expected].find((subject) => !actual.has(subject));
  const surplus = [...actual].find((subject) => !expected.has(subject));
  if (lacking === undefined && surplus === undefined) return true;
  report({
    path: PROVENANCE,
    reason: 'subject-mismatch',
    ...(lacking === undefined ? {} : { expected: lacking }),
    ...(surplus === undefined ? {} : { actual: surplus }),
  });
  return false;
}

async function checkInputs(
  { inputDigests: digests }: Statement,
  { inputsHash: expected, selectors, policyVersion }: CheckedManifest,
  { runtime, report }: { runtime: VerificationRuntime; report: Report },
): Promise<boolean> {
  const hash = await runtime.createSha256();
  for await (const piece of inputsHashPieces({ digests, selectors, policyVersion })) {
    hash.update(new TextEncoder().encode(piece));
  }
  const actual = asDigest(hash.digestHex());
  if (actual === expected) return true;
  report({ path: PROVENANCE, reason: 'inputs-hash-mismatch', expected, actual });
  return false;
}
