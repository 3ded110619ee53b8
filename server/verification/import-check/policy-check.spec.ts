import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonical-json.ts';
import { type VerificationRuntime } from '../runtime.ts';
import { piecesOf } from '../testing/pieces.ts';
import { type Problem } from '../verdict.ts';
import { type ManifestFacts } from './import-check.ts';
import { createPolicyCheck } from './policy-check.ts';

const runtime: VerificationRuntime = {
  createSha256: () => {
    const hash = createHash('sha256');
    return { update: (bytes) => void hash.update(bytes), digestHex: () => hash.digest('hex') };
  },
  decompress: (_codec, content) => content,
};

const policy = { schemaVersion: '1', severities: { high: 'block' }, ignores: [], default: 'warn' };
const policyVersion = `sha256:${createHash('sha256').update(canonicalJson(policy)).digest('hex')}`;
const inputsHash = `sha256:${'1'.repeat(64)}`;
const snapshot = {
  schemaVersion: '1.0',
  ...{ policyVersion, policy, inputsHash },
  matcher: { name: 'stella-matcher', version: '1' },
};
const advisory = {
  ...{
    schemaVersion: '1.0',
    id: 'GO-1',
    source: 'advisories',
    sha256: 'sha256:1',
    format: 'OSV',
    formatVersion: '1.5',
  },
  ...{ aliases: [], summary: null, details: 'all', severity: 'high', cvss: [], cwes: [], published: null },
  ...{ modified: null, withdrawn: null, affected: [], references: [] },
};
const statement = {
  ...{
    schemaVersion: '1.0',
    id: 'vex-1',
    source: 'vex',
    sha256: 'sha256:2',
    format: 'OpenVEX',
    formatVersion: '0.2.0',
  },
  ...{ statement: 2, author: null, timestamp: null, vulnerability: 'GO-1', aliases: [], products: [] },
  ...{ status: 'fixed', justification: null, impact: null },
};
const evaluation = {
  ...{ subject: 'app@1', component: 'pkg:npm/x@1', advisory: 'GO-1', source: 'advisories', severity: 'high' },
  ...{ fixedIn: ['2'], vexStatus: null, vexStatement: null, verdict: 'block', rule: 'severity:high' },
};
const consensus = {
  ...{ product: 'app@1', subcomponent: null, vulnerability: 'GO-1', status: 'fixed', justification: null },
  ...{ statements: ['vex-1#0'], conflict: false },
};

const advisories = 'data/normalized/advisories/a0.jsonl';
const vex = 'data/normalized/vex/v0.jsonl';
const evaluations = 'data/policy/evaluations.jsonl';
const consensuses = 'data/consensus/vex_consensus.jsonl';
const snapshotFile = 'data/policy/snapshot.json';

const lines = (...records: object[]) => records.map((record) => `${JSON.stringify(record)}\n`).join('');
const sound = {
  [advisories]: lines(advisory, { ...advisory, id: 'GO-2' }),
  [vex]: lines(statement, { ...statement, statement: 10 }),
  [evaluations]: lines(evaluation, { ...evaluation, subject: 'app@2' }),
  [consensuses]: lines(consensus, { ...consensus, subcomponent: 'pkg:npm/x' }),
  [snapshotFile]: JSON.stringify(snapshot),
};
const manifest: ManifestFacts = {
  artifacts: Object.keys(sound).map((path) => ({
    ...{ path, sha256: inputsHash, bytes: 1, mediaType: 'x/y', records: 1, compression: 'none' as const },
  })),
  counts: { advisories: 2, vex: 1, sboms: 2, policyEvaluations: 2 },
  ...{ inputsHash, policyVersion },
};

async function problemsOf(files: Record<string, string>, facts: Partial<ManifestFacts> = {}): Promise<Problem[]> {
  const check = createPolicyCheck();
  const problems: Problem[] = [];
  const report = (problem: Problem) => void problems.push(problem);
  for (const [path, text] of Object.entries(files)) {
    expect(check.covers(path)).withContext(path).toBeTrue();
    await check.check({ path, content: piecesOf(text, 64), runtime, report });
  }
  check.conclude?.({ ...manifest, ...facts }, report);
  return problems;
}

function without<Value>(record: Readonly<Record<string, Value>>, ...names: readonly string[]): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}

describe('the import check of json:policy', () => {
  it('finds nothing wrong with sound files, whether values were redacted or not', async () => {
    expect(await problemsOf(sound)).toEqual([]);
    const redacted = without(advisory, 'details', 'references');
    expect(await problemsOf({ ...sound, [advisories]: lines(redacted) })).toEqual([]);
  });

  it('covers further files of evaluations and compressed ones, and nothing else', () => {
    const { covers } = createPolicyCheck();
    expect(covers('data/policy/evaluations-1.jsonl.zst')).toBeTrue();
    expect(covers('data/raw/vex/v0.jsonl.gz')).toBeTrue();
    for (const other of ['data/policy/other.json', 'export.json', 'data/normalized/sboms/s0.jsonl']) {
      expect(covers(other)).withContext(other).toBeFalse();
    }
  });

  const invalid: Record<string, [string, string, string]> = {
    'an unknown schema version': [advisories, lines({ ...advisory, schemaVersion: '2.0' }), 'schema version 2.0'],
    'a record without id': [advisories, lines({ ...advisory, id: undefined }), 'has no "id"'],
    'a member that no schema has': [advisories, lines({ ...advisory, secret: 1 }), 'unknown member "secret"'],
    'a member of another type': [vex, lines({ ...statement, aliases: 'CVE-1' }), 'has no texts in "aliases"'],
    'a prototype among the members': [evaluations, '{"__proto__":{"subject":"x"}}\n', 'has no "subject"'],
    'no JSON': [evaluations, '{"subject"\n', 'is not a record'],
    'advisories out of order': [advisories, lines({ ...advisory, id: 'GO-2' }, advisory), 'out of order'],
    'statements ordered as text': [vex, lines({ ...statement, statement: 10 }, statement), 'out of order'],
    'an evaluation twice': [evaluations, lines(evaluation, evaluation), 'out of order'],
    'consensus out of order': [consensuses, lines({ ...consensus, product: 'z' }, consensus), 'out of order'],
  };
  for (const [what, [path, text, actual]] of Object.entries(invalid)) {
    it(`refuses ${what}`, async () => {
      const [problem] = await problemsOf({ ...sound, [path]: text });
      expect([problem?.path, problem?.reason]).toEqual([path, 'invalid-record']);
      expect(problem?.actual).toContain(actual);
    });
  }

  it('reports a file of bad records as few problems, and reads on', async () => {
    const bad = Array.from({ length: 50 }, () => '{}\n').join('');
    const problems = await problemsOf({ ...sound, [evaluations]: bad + lines(evaluation) });
    expect(problems.length).toBe(11);
    expect(problems.at(-1)).toEqual(jasmine.objectContaining({ reason: 'record-count-mismatch', actual: '51' }));
  });

  const damaged: Record<string, [string, string]> = {
    'of another policy': [
      JSON.stringify({ ...snapshot, policy: { ...policy, default: 'pass' } }),
      'has another policyVersion',
    ],
    'of a policy without canonical form': [
      '{"schemaVersion":"1.0","policy":{"a":"\\ud800"},"policyVersion":"x","inputsHash":"y"}',
      'another policyVersion',
    ],
    'of an unknown schema': [JSON.stringify({ ...snapshot, schemaVersion: '9.0' }), 'schema version 9.0'],
    'that is none': ['[]', 'is not a policy snapshot'],
  };
  for (const [what, [text, actual]] of Object.entries(damaged)) {
    it(`refuses a snapshot ${what}`, async () => {
      const [problem] = await problemsOf({ ...sound, [snapshotFile]: text });
      expect([problem?.path, problem?.reason]).toEqual([snapshotFile, 'invalid-record']);
      expect(problem?.actual).toContain(actual);
    });
  }

  it('holds the snapshot against the manifest', async () => {
    const other = `sha256:${'2'.repeat(64)}`;
    expect(await problemsOf(sound, { inputsHash: other })).toEqual([
      { path: snapshotFile, reason: 'inputs-hash-mismatch', expected: other, actual: inputsHash },
    ]);
    expect((await problemsOf(sound, { policyVersion: other })).map(({ path }) => path)).toEqual([snapshotFile]);
    expect(await problemsOf(sound, { artifacts: [] })).toEqual([{ path: snapshotFile, reason: 'missing' }]);
  });

  it('holds the number of evaluations against the manifest, where it could read them', async () => {
    const counts = { ...manifest.counts, policyEvaluations: 3 };
    expect(await problemsOf(sound, { counts })).toEqual([
      { path: 'export.json', reason: 'record-count-mismatch', expected: '3', actual: '2' },
    ]);
    expect(await problemsOf(without(sound, evaluations), { counts })).toEqual([]);
  });
});
