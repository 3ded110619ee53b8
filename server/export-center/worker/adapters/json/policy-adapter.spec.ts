import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { type ExportManifest } from '../../../../contracts/export-center/run.ts';
import { builtInPolicy } from '../../../../evidence/policy/built-in-policy.ts';
import { effectivePolicy } from '../../../../evidence/policy/effective-policy.ts';
import { cycloneDxSbom, openVex, osvAdvisory } from '../../../policy/testing/evidence-documents.ts';
import { type BundlePlan } from '../../bundle-plan.ts';
import { type EvidenceRecord } from '../../evidence-record.ts';
import { type TestBundleOptions, buildTestBundle, testPlan } from '../../testing/build-test-bundle.ts';
import { recordOf, shuffled } from '../../testing/sample-records.ts';
import { temporaryFolder } from '../../../../testing/temporary-folder.ts';
import { type WorkerThreads, createWorkerThreads } from '../../threads/worker-threads.ts';

const policy = effectivePolicy(builtInPolicy, '2025-06-30');
const plan: Partial<BundlePlan> = {
  profile: { ...testPlan.profile, variant: 'policy' },
  ...{ policy, policyVersion: policy.version },
};

const document = (kind: EvidenceRecord['kind'], id: string, content: object, subject?: string): EvidenceRecord =>
  recordOf({ kind, id, source: kind, content: JSON.stringify(content), subject });

const advisories = (count: number) =>
  Array.from({ length: count }, (_, number) =>
    document('advisories', `GHSA-${number}`, osvAdvisory(`GHSA-${number}`, `pkg:npm/part-${number}`, '2.0.0')),
  );
const subjects = ['shop@1.0.0', 'shop@2.0.0'];
const records = [
  ...advisories(5),
  document('advisories', 'future', { schema_version: '9.0.0', id: 'future', modified: '2025-06-01T00:00:00Z' }),
  ...subjects.map((subject) =>
    document('sboms', subject, cycloneDxSbom(subject, ['pkg:npm/part-1@1.0.0', 'pkg:npm/part-2@2.0.0']), subject),
  ),
  document(
    'vex',
    'vex-1',
    openVex('vex-1', { vulnerability: 'GHSA-1', product: 'shop@1.0.0', status: 'not_affected' }),
  ),
];

describe('a json:policy bundle', () => {
  const folder = temporaryFolder();
  let threads: WorkerThreads;
  beforeAll(() => (threads = createWorkerThreads({ threads: 2 })));
  afterAll(() => threads.close());

  const build = (name: string, options: Partial<TestBundleOptions> = {}) =>
    buildTestBundle({ folder: join(folder(), name), threads, records, ...options, plan: { ...plan, ...options.plan } });

  type Bundle = Awaited<ReturnType<typeof build>>;
  const manifestOf = async (bundle: Bundle) =>
    JSON.parse((await bundle.read('export.json')).toString()) as ExportManifest;
  const linesOf = async (bundle: Bundle, path: string) =>
    zstdDecompressSync(await bundle.read(path))
      .toString()
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it('holds what the evidence says in one form, and what the policy makes of it', async () => {
    const bundle = await build('whole');
    expect(bundle.verdict.problems).toEqual([]);
    expect(bundle.verdict.import).toBe('passed');
    const manifest = await manifestOf(bundle);
    expect(manifest.artifacts.map(({ path, records: count }) => [path, count])).toEqual([
      ['data/consensus/vex_consensus.jsonl.zst', 1],
      ['data/normalized/advisories/a0.jsonl.zst', 5],
      ['data/normalized/vex/v0.jsonl.zst', 1],
      ['data/policy/evaluations.jsonl.zst', 2],
      ['data/policy/snapshot.json', 1],
      ['data/raw/advisories/a0.jsonl.zst', 6],
      ...manifest.artifacts
        .filter(({ path }) => path.startsWith('data/raw/sboms/'))
        .map(({ path }) => [path, 1] as [string, number]),
      ['data/raw/vex/v0.jsonl.zst', 1],
    ]);
    expect(manifest.counts).toEqual({ advisories: 6, vex: 1, sboms: 2, policyEvaluations: 2 });
    const evaluations = await linesOf(bundle, 'data/policy/evaluations.jsonl.zst');
    expect(
      evaluations.map(({ subject, verdict, rule, vexStatement }) => [subject, verdict, rule, vexStatement]),
    ).toEqual([
      ['shop@1.0.0', 'pass', 'vex:not_affected', 'vex-1#0'],
      ['shop@2.0.0', 'block', 'severity:high', null],
    ]);
    expect(JSON.parse((await bundle.read('data/policy/snapshot.json')).toString())).toEqual({
      schemaVersion: '1.0',
      policyVersion: manifest.policyVersion,
      policy: builtInPolicy,
      inputsHash: manifest.inputsHash,
      matcher: { name: 'stella-matcher', version: '2' },
    });
  });

  it('is the same whatever the order of the records and the number of threads', async () => {
    const first = await manifestOf(await build('first'));
    const oneThread = createWorkerThreads({ threads: 1 });
    const second = await manifestOf(await build('second', { records: shuffled(records, 7), threads: oneThread }));
    await oneThread.close();
    expect(second).toEqual(first);
  });

  it('leaves out what the profile redacts, counts it, and keeps the raw documents as they are', async () => {
    const redaction = ['/details', '/affected/*/ranges', '/vexStatement'];
    const bundle = await build('redacted', { plan: { redaction } });
    expect(bundle.verdict.problems).toEqual([]);
    const manifest = await manifestOf(bundle);
    expect(manifest.redactions).toEqual({ pointers: redaction, applied: 5 + 5 + 2 });
    const [advisory] = await linesOf(bundle, 'data/normalized/advisories/a0.jsonl.zst');
    expect(Object.keys(advisory ?? {})).not.toContain('details');
    expect(JSON.stringify(advisory)).not.toContain('ranges');
    const [raw] = await linesOf(bundle, 'data/raw/advisories/a0.jsonl.zst');
    expect(raw?.['content']).toContain('at length');
  });

  for (const [codec, ending] of [
    ['gzip', '.gz'],
    ['none', ''],
  ] as const) {
    it(`has its files of decisions also where nothing is decided, and can be read compressed with ${codec}`, async () => {
      const plain = { records: advisories(1), plan: { compression: { codec, level: 1 } } };
      const bundle = await build(codec, plain);
      expect(bundle.verdict.problems).toEqual([]);
      expect(bundle.verdict.import).toBe('passed');
      const { artifacts } = await manifestOf(bundle);
      expect(artifacts.filter(({ records: count }) => count === 0).map(({ path }) => path)).toEqual([
        `data/consensus/vex_consensus.jsonl${ending}`,
        `data/policy/evaluations.jsonl${ending}`,
      ]);
    });
  }

  it('stops within two seconds when it is cancelled while it is built', async () => {
    const abort = new AbortController();
    const reason = new Error('cancelled by the operator');
    let cancelledAt = 0;
    const building = build('cancelled', {
      records: advisories(5_000),
      signal: abort.signal,
      onProgress: ({ step, fraction }) => {
        if (step !== 'build' || fraction < 0.2 || cancelledAt > 0) return;
        cancelledAt = performance.now();
        abort.abort(reason);
      },
    });
    await expectAsync(building).toBeRejectedWith(reason);
    expect(performance.now() - cancelledAt).toBeLessThan(2_000);
    await expectAsync(readFile(join(folder(), 'cancelled/staging/steps/build.json'))).toBeRejected();
  });
});
