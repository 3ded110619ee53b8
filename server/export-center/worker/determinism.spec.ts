import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ExportManifest } from '../../contracts/export-center/run.ts';
import { createTransientSignatureMemory } from '../signing/signature-memory.ts';
import { sampleRecords, shuffled } from './testing/sample-records.ts';
import { type TestBundleOptions, buildTestBundle, testKeys } from './testing/build-test-bundle.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { type WorkerThreads, createWorkerThreads } from './threads/worker-threads.ts';

describe('a bundle', () => {
  const folder = temporaryFolder();
  let threads: WorkerThreads;
  beforeAll(() => (threads = createWorkerThreads({ threads: 2 })));
  afterAll(() => threads.close());

  const build = (name: string, options: Partial<TestBundleOptions> = {}) =>
    buildTestBundle({ folder: join(folder(), name), threads, records: sampleRecords, ...options });

  it('is the same in every attempt of its run, byte for byte, whatever the order of the records', async () => {
    const [keys, memory] = [testKeys(folder()), createTransientSignatureMemory()];
    const first = await build('first', { keys, memory });
    for (const seed of [11, 12, 13]) {
      const again = await build(`again-${seed}`, { keys, memory, records: shuffled(sampleRecords, seed) });
      expect(again.packed).toEqual(first.packed);
      expect((await readFile(again.file)).equals(await readFile(first.file))).toBeTrue();
    }
  });

  for (const codec of ['zstd', 'gzip', 'none'] as const) {
    it(`has the same ${codec} artifacts and hashes in another run, another tenant key and another time`, async () => {
      const compression = { codec, level: 9 };
      const one = await build('one', { plan: { compression } });
      const other = await build('other', {
        plan: { compression, runId: 'run-20251030-07', createdAt: '2025-10-30T12:34:56.789Z' },
        records: shuffled(sampleRecords, 5),
      });
      expect(other.described.rerunHash).toBe(one.described.rerunHash);
      expect(other.described.inputsHash).toBe(one.described.inputsHash);
      expect(await manifestOf(other)).toEqual({
        ...(await manifestOf(one)),
        runId: 'run-20251030-07',
        createdAt: '2025-10-30T12:34:56.789Z',
      });
      expect(other.packed.sha256).not.toBe(one.packed.sha256);
    });
  }

  it('keeps its form from release to release', async () => {
    // Without compression, so that only our own layout decides. A change here breaks every delta chain: think twice.
    const { described } = await build('golden', { plan: { compression: { codec: 'none', level: 1 } } });
    expect(described.inputsHash).toBe('sha256:bba331257d54a1bf7cb3f5dc1424df0df49dfd1054fc232e6872c556a69e7392');
    expect(described.rerunHash).toBe('sha256:0791df6efcbc587cc932b77f4a255c59110ea1de063233afb30f8e4403612300');
  });

  it('has another inputsHash for other selectors, and another rerunHash for another record', async () => {
    const before = await build('before');
    const selected = await build('selected', {
      plan: { selectors: { products: [], ecosystems: [], sbomSubjects: [] } },
    });
    expect(selected.described.inputsHash).not.toBe(before.described.inputsHash);
    expect(selected.described.rerunHash).toBe(before.described.rerunHash);
    const fewer = await build('fewer', { records: sampleRecords.slice(1) });
    expect(fewer.described.rerunHash).not.toBe(before.described.rerunHash);
  });

  it('of nothing is a bundle all the same', async () => {
    const empty = await build('empty', { records: [] });
    expect(empty.verdict.hashes).toEqual({ verdict: 'passed', ok: 0, total: 0 });
    expect((await manifestOf(empty)).counts).toEqual({ advisories: 0, vex: 0, sboms: 0, policyEvaluations: 0 });
  });
});

async function manifestOf(bundle: { read(path: string): Promise<Buffer> }): Promise<ExportManifest> {
  return JSON.parse((await bundle.read('export.json')).toString()) as ExportManifest;
}
