import { type Artifact } from '../../../../contracts/export-center/run.ts';
import { nodeRuntime } from '../../../../kernel/streams/node-runtime.ts';
import { type ImportCheck } from '../../../../verification/import-check/import-check.ts';
import { createDeltaMirrorCheck, createFullMirrorCheck } from '../../../../verification/import-check/mirror-check.ts';
import { type MirrorFacts } from '../../../../verification/mirror/mirror-manifest.ts';
import { type Problem } from '../../../../verification/verdict.ts';
import { sha256Of as digest } from '../../digests.ts';
import { manifestYaml } from './manifest-yaml.ts';

type Files = Readonly<Record<string, string>>;

const none = { advisories: 0, vex: 0, sboms: 0 };
const line = (value: object) => `${JSON.stringify(value)}\n`;
const record = (id: string, content: string) => line({ id, source: 'osv', sha256: digest(content), content });
const sbomPath = 'delta/changed/data/raw/sboms/a-00000000/sbom.json';

/** A delta with an advisory added, an SBOM changed and a VEX document removed. */
const delta: Files = {
  'delta/changed/data/raw/advisories/a0.jsonl': record('GO-1', '{}'),
  [sbomPath]: '{}',
  'delta/changed/sboms.jsonl': line({ id: 'a', path: sbomPath, sha256: digest('{}'), source: 'ci', subject: 'a@1' }),
  'delta/removed/advisories.jsonl': '',
  'delta/removed/vex.jsonl': line({ id: 'vex-1', source: 'vendor' }),
  'delta/removed/sboms.jsonl': '',
  'delta/manifest.diff.json': JSON.stringify({
    ...{ baseExportId: 'run-20251028-01', baseManifestDigest: digest('base'), resetBaseline: false },
    ...{ added: { ...none, advisories: 1 }, changed: { ...none, sboms: 1 }, removed: { ...none, vex: 1 } },
    ...{ baseStateDigest: digest('before'), stateDigest: digest('after') },
  }),
};

const index = (list: string) => JSON.stringify({ [list]: [{ id: 'GO-1' }], schemaVersion: '1.0' });
const full: Files = {
  'data/raw/advisories/a0.jsonl': record('GO-1', '{}'),
  'indexes/advisories.index.json': index('advisories'),
  'indexes/sbom.index.json': JSON.stringify({ sboms: [], schemaVersion: '1.0' }),
  'indexes/vex.index.json': JSON.stringify({ schemaVersion: '1.0', vex: [] }),
};

const counts = { advisories: 1, vex: 0, sboms: 1, policyEvaluations: 0 };

function factsOf(files: Files, variant: 'full' | 'delta'): MirrorFacts {
  const artifacts = Object.entries(files).map(([path, text]): Artifact => ({
    ...{ path, sha256: digest(text), bytes: text.length, mediaType: 'application/json', compression: 'none' as const },
    records: path.endsWith('.jsonl') ? text.split('\n').length - 1 : 1,
  }));
  return {
    profile: { id: 'prof-mirror', name: 'mirror', kind: 'mirror', variant, revision: 1 },
    ...{ runId: 'run-20251029-01', tenant: 'acme', counts, artifacts, encryption: null, schedule: null },
    selectors: { products: ['a: "b" # c', '- *', 'yes', '0x1'], ecosystems: [], sbomSubjects: [] },
    base:
      variant === 'full'
        ? null
        : { baseExportId: 'run-20251028-01', baseManifestDigest: digest('base'), resetBaseline: false },
    ...{ inputsHash: digest('inputs'), rerunHash: digest('rerun'), policyVersion: null },
    redactions: { pointers: ['/details'], applied: 3 },
    createdAt: '2025-10-29T00:00:00.000Z',
  };
}

/** Reads the files of a mirror as verification does; what is found, as `<reason> <path>`. */
async function check(
  variant: 'full' | 'delta',
  files: Files,
  { yaml, facts = factsOf(files, variant) }: { yaml?: (text: string) => string; facts?: MirrorFacts } = {},
): Promise<string[]> {
  const problems: Problem[] = [];
  const report = (problem: Problem) => void problems.push(problem);
  const checking: ImportCheck = variant === 'full' ? createFullMirrorCheck() : createDeltaMirrorCheck();
  const manifest = [...manifestYaml(facts)].join('');
  const all = { ...files, 'manifest.yaml': yaml ? yaml(manifest) : manifest };
  for (const [path, text] of Object.entries(all)) {
    if (!checking.covers(path)) continue;
    const content = (async function* () {
      yield await Promise.resolve(Buffer.from(text));
    })();
    await checking.check({ path, content, runtime: nodeRuntime, report });
  }
  checking.conclude?.(facts, report);
  return problems.map(({ path, reason }) => `${reason} ${path}`);
}

function without(files: Files, path: string): Files {
  return Object.fromEntries(Object.entries(files).filter(([name]) => name !== path));
}

describe('the import check of a mirror', () => {
  it('finds nothing wrong with a sound one', async () => {
    expect(await check('full', full)).toEqual([]);
    expect(await check('delta', delta)).toEqual([]);
  });

  it('wants manifest.yaml to say what export.json says', async () => {
    const changes: Readonly<Record<string, (text: string) => string>> = {
      'another tenant': (text) => text.replace('tenant: acme', 'tenant: globex'),
      'another count': (text) => text.replace('advisories: 1', 'advisories: 2'),
      'another digest': (text) => text.replace(digest(record('GO-1', '{}')), digest('x')),
      'an artifact less': (text) => text.replace(/ {2}- path: indexes\/vex(?:.*\n){3}/, ''),
      'another base': (text) => text.replace('base: null', 'base: {}'),
    };
    for (const [name, yaml] of Object.entries(changes)) {
      expect(await check('full', full, { yaml }))
        .withContext(name)
        .toEqual(['invalid-record manifest.yaml']);
    }
  });

  it('refuses what is no manifest.yaml, without falling for it', async () => {
    const bombs = {
      'no YAML': () => '\tprofile: [',
      'no mapping': () => '- a\n- b\n',
      'a key twice': (text: string) => `${text}tenant: acme\n`,
      aliases: (text: string) => `${text}x: &a [1]\ny: *a\n`,
      'a very long line': (text: string) => `${text}x: ${'y'.repeat(2 * 1024 * 1024)}\n`,
    };
    for (const [name, yaml] of Object.entries(bombs)) {
      expect(await check('full', full, { yaml }))
        .withContext(name)
        .toEqual(['malformed manifest.yaml']);
    }
  });

  it('reads a manifest.yaml of very many artifacts', async () => {
    const files = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`data/x/${at}.json`, '{}']));
    expect(await check('full', { ...full, ...files })).toEqual([]);
  });

  it('wants every index, as a document with its list', async () => {
    const lacking = without(full, 'indexes/vex.index.json');
    expect(await check('full', lacking)).toEqual(['missing indexes/vex.index.json']);
    for (const text of ['', '{"advisories":[{"id":', '{"sboms":[],"schemaVersion":"1.0"}', '[]']) {
      const broken = { ...full, 'indexes/advisories.index.json': text };
      expect(await check('full', broken))
        .withContext(text)
        .toEqual(['malformed indexes/advisories.index.json']);
    }
  });

  it('holds the counts of a delta against what it carries and removes', async () => {
    const description = 'delta/manifest.diff.json';
    const text = delta[description] ?? '';
    const wrong = [
      text.replace('"added":{"advisories":1', '"added":{"advisories":2'),
      text.replace('"vex":1', '"vex":2'),
      text.replace('run-20251028-01', 'run-20251028-02'),
      text.replace('"resetBaseline":false', '"resetBaseline":true'),
    ];
    for (const changed of wrong) {
      expect(changed).not.toBe(text);
      const found = await check('delta', { ...delta, [description]: changed });
      expect(new Set(found))
        .withContext(changed)
        .toEqual(new Set([`record-count-mismatch ${description}`]));
    }
    expect(await check('delta', { ...delta, [description]: '{}' })).toEqual([`malformed ${description}`]);
    const lacking = without(delta, description);
    expect(await check('delta', lacking)).toEqual([`missing ${description}`]);
  });

  it('reads the records, lists and SBOMs of a delta', async () => {
    const cases: readonly (readonly [Files, string[]])[] = [
      [
        { 'delta/changed/data/raw/advisories/a0.jsonl': record('GO-1', '{}').replace('"{}"', '"{ }"') },
        ['invalid-record delta/changed/data/raw/advisories/a0.jsonl'],
      ],
      [{ 'delta/removed/vex.jsonl': line({ id: 'vex-1' }) }, ['invalid-record delta/removed/vex.jsonl']],
      [{ [sbomPath]: '{' }, [`malformed ${sbomPath}`]],
      [
        { 'delta/changed/data/raw/sboms/b-00000000/sbom.json': '{}' },
        ['invalid-record delta/changed/data/raw/sboms/b-00000000/sbom.json'],
      ],
    ];
    for (const [change, expected] of cases) {
      expect(await check('delta', { ...delta, ...change }))
        .withContext(JSON.stringify(change))
        .toEqual(expected);
    }
    const lacking = without(delta, sbomPath);
    expect(await check('delta', lacking)).toEqual([`missing ${sbomPath}`]);
  });
});
