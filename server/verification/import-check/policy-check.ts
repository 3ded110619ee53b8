import { asDigest } from '../bundle-hashes.ts';
import { EXPORT_MANIFEST } from '../bundle-layout.ts';
import { canonicalJson } from '../canonical-json.ts';
import { isObject, parseJson } from '../json.ts';
import { type LineRule, checkLines } from './check-lines.ts';
import { type FileToImport, type ImportCheck, type ManifestFacts } from './import-check.ts';
import { evaluation, normalisedAdvisory, normalisedVexStatement, vexConsensus } from './processed-records.ts';
import { rawRecordsCheck } from './raw-records-check.ts';

export const SNAPSHOT = 'data/policy/snapshot.json';
const SNAPSHOT_LIMIT_BYTES = 16 * 1024 * 1024;
const EVALUATIONS = /^data\/policy\/evaluations(?:-[1-9][0-9]*)?\.jsonl(?:\.zst|\.gz)?$/;

const lineRules: readonly (readonly [RegExp, LineRule<never>])[] = [
  [/^data\/normalized\/advisories\/[^/]+\.jsonl(?:\.zst|\.gz)?$/, normalisedAdvisory],
  [/^data\/normalized\/vex\/[^/]+\.jsonl(?:\.zst|\.gz)?$/, normalisedVexStatement],
  [EVALUATIONS, evaluation],
  [/^data\/consensus\/vex_consensus(?:-[1-9][0-9]*)?\.jsonl(?:\.zst|\.gz)?$/, vexConsensus],
];

export interface Snapshot {
  readonly policyVersion: string;
  readonly inputsHash: string;
}

/**
 * Reads a bundle of `json:policy` as an importer does: the raw records; normalised records of a schema version that is known,
 * evaluations and consensus, each in strict order; a snapshot whose `policyVersion` is the digest of its policy and whose
 * inputs are those of the manifest; as many evaluations as the manifest counts. Each instance is for one bundle.
 */
export function createPolicyCheck(): ImportCheck {
  let snapshot: Snapshot | undefined;
  // Unknown while no file of them was read, as in an encrypted bundle that nobody opens.
  let evaluations: number | undefined;
  return {
    covers: (path) => path === SNAPSHOT || rawRecordsCheck.covers(path) || ruleOf(path) !== undefined,
    async check(file) {
      if (file.path === SNAPSHOT) {
        snapshot = await readSnapshot(file);
        return 1;
      }
      const rule = ruleOf(file.path);
      if (!rule) return rawRecordsCheck.check(file);
      const records = await checkLines(file, rule);
      if (EVALUATIONS.test(file.path)) evaluations = (evaluations ?? 0) + records;
      return records;
    },
    conclude(manifest, report) {
      const hasSnapshot = manifest.artifacts.some(({ path }) => path === SNAPSHOT);
      if (manifest.policyVersion !== null && !hasSnapshot) report({ path: SNAPSHOT, reason: 'missing' });
      if (snapshot) compareWithManifest(snapshot, manifest, report);
      const counted = manifest.counts.policyEvaluations;
      if (evaluations === undefined || counted === evaluations) return;
      const [expected, actual] = [String(counted), String(evaluations)];
      report({ path: EXPORT_MANIFEST, reason: 'record-count-mismatch', expected, actual });
    },
  };
}

function ruleOf(path: string): LineRule<never> | undefined {
  return lineRules.find(([pattern]) => pattern.test(path))?.[1];
}

function compareWithManifest(
  snapshot: Snapshot,
  { inputsHash, policyVersion }: ManifestFacts,
  report: FileToImport['report'],
): void {
  if (snapshot.inputsHash !== inputsHash) {
    const [expected, actual] = [inputsHash, snapshot.inputsHash];
    report({ path: SNAPSHOT, reason: 'inputs-hash-mismatch', expected, actual });
  }
  if (snapshot.policyVersion !== policyVersion) {
    const actual = `policyVersion ${snapshot.policyVersion}`;
    report({ path: SNAPSHOT, reason: 'invalid-record', expected: policyVersion ?? 'none', actual });
  }
}

/** `data/policy/snapshot.json`; undefined, and reported, where it is none. */
export async function readSnapshot(file: FileToImport): Promise<Snapshot | undefined> {
  const found = await snapshotOrFault(file);
  if (typeof found !== 'string') return found;
  file.report({ path: file.path, reason: 'invalid-record', actual: found });
  return undefined;
}

async function snapshotOrFault(file: FileToImport): Promise<Snapshot | string> {
  const document = await readWhole(file.content);
  if (!document) return `is larger than ${SNAPSHOT_LIMIT_BYTES} bytes`;
  const value = parseJson(document);
  if (!isObject(value)) return 'is not a policy snapshot';
  const { schemaVersion, policyVersion, policy, inputsHash } = value;
  if (schemaVersion !== '1.0') return `has the schema version ${String(schemaVersion)}, which is not known here`;
  if (!isObject(policy) || typeof policyVersion !== 'string' || typeof inputsHash !== 'string') {
    return 'is not a policy snapshot';
  }
  if ((await digestOf(policy, file)) !== policyVersion)
    return 'has another policyVersion than the digest of its policy';
  return { policyVersion, inputsHash };
}

export async function readWhole(content: AsyncIterable<Uint8Array>): Promise<Uint8Array | undefined> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of content) {
    bytes += piece.length;
    if (bytes > SNAPSHOT_LIMIT_BYTES) return undefined;
    pieces.push(piece.slice());
  }
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** The digest of the policy's canonical JSON; undefined where it has none. */
async function digestOf(policy: unknown, { runtime }: FileToImport): Promise<string | undefined> {
  const hash = await runtime.createSha256();
  try {
    hash.update(new TextEncoder().encode(canonicalJson(policy)));
  } catch {
    // A lone surrogate, or a nesting that no stack holds.
    return undefined;
  }
  return asDigest(hash.digestHex());
}
