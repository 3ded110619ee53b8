import { asDigest, hexOf, inputsHashPieces } from '../bundle-hashes.ts';
import { EXPORT_MANIFEST, PROVENANCE, PROVENANCE_ENVELOPE, PROVENANCE_SIGNATURE } from '../bundle-layout.ts';
import { type Statement } from '../provenance/read-statement.ts';
import { type BundleContents } from '../read-contents.ts';
import { type VerificationRuntime } from '../runtime.ts';
import { type VerifyingKey } from '../signature/public-key.ts';
import { type Problem, type Verdict } from '../verdict.ts';
import { checkEnvelope } from './check-envelope.ts';
import { checkDetached } from './check-signature.ts';
import { type CheckedManifest } from './read-manifest.ts';

type Report = (problem: Problem) => void;

interface ProvenanceTools {
  readonly runtime: VerificationRuntime;
  readonly keys: readonly VerifyingKey[];
  readonly report: Report;
}

const envelope = { path: PROVENANCE_ENVELOPE, covers: PROVENANCE };

/**
 * `provenance.json`: signed, an in-toto statement v1 with an SLSA provenance v1 predicate, about exactly the manifest
 * and the artifacts of this bundle, and from exactly the inputs that `inputsHash` stands for. Of an encrypted one that was
 * not decrypted only the signature can be checked; the verdict is then `not-run`.
 */
export async function checkProvenance(
  manifest: CheckedManifest | undefined,
  contents: BundleContents,
  tools: ProvenanceTools,
): Promise<Verdict> {
  const { statement } = contents;
  const file = contents.files.get(PROVENANCE);
  if (!file || !manifest) return 'failed';
  const isSigned = tools.keys.length === 0 || checkProvenanceSignature(manifest, contents, tools);
  const isHidden = file.encryption !== null && file.plainSha256 === undefined;
  if (isHidden) return isSigned ? 'not-run' : 'failed';
  if (!statement) {
    tools.report({ path: PROVENANCE, reason: 'malformed' });
    return 'failed';
  }
  const results = [
    isSigned,
    checkSubjects(statement, manifest, contents, tools.report),
    await checkInputs(statement, manifest, tools),
  ];
  return results.every(Boolean) ? 'passed' : 'failed';
}

function checkProvenanceSignature(
  { encryption }: CheckedManifest,
  contents: BundleContents,
  { keys, report }: ProvenanceTools,
): boolean {
  if (!encryption?.strict) return checkEnvelope(envelope, contents, keys, report);
  const sha256 = contents.files.get(PROVENANCE)?.sha256;
  if (checkDetached({ path: PROVENANCE_SIGNATURE, sha256 }, contents, keys, report)) return true;
  // Nothing else tells which of the two was changed.
  const expected = `the file that ${PROVENANCE_SIGNATURE} signs`;
  if (contents.documents.has(PROVENANCE_SIGNATURE)) report({ path: PROVENANCE, reason: 'payload-mismatch', expected });
  return false;
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
