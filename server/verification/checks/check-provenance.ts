import { asDigest, hexOf, inputsHashPieces } from '../bundle-hashes.ts';
import { EXPORT_MANIFEST, PROVENANCE, PROVENANCE_ENVELOPE, PROVENANCE_PAYLOAD_TYPE } from '../bundle-layout.ts';
import { type BundleContents } from '../read-contents.ts';
import { type VerificationRuntime } from '../runtime.ts';
import { type VerifyingKey } from '../signature/public-key.ts';
import { type Problem, type Verdict } from '../verdict.ts';
import { checkEnvelope } from './check-envelope.ts';
import { type CheckedManifest, isObject, parseJson } from './read-manifest.ts';

type Report = (problem: Problem) => void;

const envelope = { path: PROVENANCE_ENVELOPE, payloadType: PROVENANCE_PAYLOAD_TYPE, covers: PROVENANCE };

/**
 * `provenance.json`: signed, an in-toto statement v1 with an SLSA provenance v1 predicate, about exactly the manifest
 * and the artifacts of this bundle, and from exactly the inputs that `inputsHash` stands for.
 */
export async function checkProvenance(
  manifest: CheckedManifest | undefined,
  contents: BundleContents,
  tools: { runtime: VerificationRuntime; keys: readonly VerifyingKey[]; report: Report },
): Promise<Verdict> {
  const document = contents.documents.get(PROVENANCE);
  if (!document || !manifest) return 'failed';
  const statement = parseStatement(document);
  if (!statement) {
    tools.report({ path: PROVENANCE, reason: 'malformed' });
    return 'failed';
  }
  const results = [
    tools.keys.length === 0 || (await checkEnvelope(envelope, contents, tools.keys, tools.report)),
    checkSubjects(statement, manifest, contents, tools.report),
    await checkInputs(statement, manifest, tools),
  ];
  return results.every(Boolean) ? 'passed' : 'failed';
}

interface Statement {
  /** Lines `<hex> <name>`. */
  readonly subjects: readonly string[];
  readonly inputDigests: readonly string[];
}

function parseStatement(document: Uint8Array): Statement | undefined {
  const statement = parseJson(document);
  if (!isObject(statement) || statement['_type'] !== 'https://in-toto.io/Statement/v1') return undefined;
  if (statement['predicateType'] !== 'https://slsa.dev/provenance/v1' || !isObject(statement['predicate'])) {
    return undefined;
  }
  const definition = statement['predicate']['buildDefinition'];
  const subjects = descriptors(statement['subject']);
  const inputs = isObject(definition) ? descriptors(definition['resolvedDependencies']) : undefined;
  if (!subjects || !inputs) return undefined;
  return {
    subjects: subjects.map(({ hex, name }) => `${hex} ${name}`),
    inputDigests: inputs.map(({ hex }) => asDigest(hex)),
  };
}

/** in-toto resource descriptors with a name and a SHA-256. */
function descriptors(value: unknown): { name: string; hex: string }[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const found = value.map((item: unknown) => {
    const digest = isObject(item) ? item['digest'] : undefined;
    const [name, hex] = [isObject(item) ? item['name'] : undefined, isObject(digest) ? digest['sha256'] : undefined];
    return typeof name === 'string' && typeof hex === 'string' ? { name, hex } : undefined;
  });
  return found.every((item) => item !== undefined) ? found : undefined;
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
