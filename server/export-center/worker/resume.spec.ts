import { appendFile, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type SignatureMemory, createTransientSignatureMemory } from '../signing/signature-memory.ts';
import { type TenantKeyStore } from '../signing/tenant-key-store.ts';
import { type EvidenceRecord } from './evidence-record.ts';
import { ExportError } from './export-error.ts';
import { type StepName } from './staging/bundle-job.ts';
import { type TestBundle, type TestBundleOptions, buildTestBundle, testKeys } from './testing/build-test-bundle.ts';
import { recordOf, sampleRecords, shuffled } from './testing/sample-records.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { type WorkerThreads, createWorkerThreads } from './threads/worker-threads.ts';

describe('a run that was interrupted', () => {
  const folder = temporaryFolder();
  let threads: WorkerThreads;
  let keys: TenantKeyStore;
  let memory: SignatureMemory;
  beforeAll(() => (threads = createWorkerThreads({ threads: 2 })));
  afterAll(() => threads.close());
  beforeEach(() => {
    keys = testKeys(folder());
    memory = createTransientSignatureMemory();
  });

  /** One attempt, and which steps it had to do. */
  async function attempt(options: Partial<TestBundleOptions> = {}): Promise<{ bundle: TestBundle; done: StepName[] }> {
    const before = await markerTimes();
    const bundle = await buildTestBundle({
      folder: folder(),
      threads,
      records: sampleRecords,
      keys,
      memory,
      ...options,
    });
    const after = await markerTimes();
    return { bundle, done: steps.filter((step) => after[step] !== before[step]) };
  }

  const steps: readonly StepName[] = ['collect', 'build', 'describe', 'sign', 'pack', 'verify'];
  const staging = (...path: string[]) => join(folder(), 'staging', ...path);
  const marker = (step: StepName) => staging('steps', `${step}.json`);

  async function markerTimes(): Promise<Partial<Record<StepName, number>>> {
    const times = steps.map(async (step) => [step, (await stat(marker(step)).catch(() => undefined))?.ino] as const);
    return Object.fromEntries(await Promise.all(times));
  }

  it('does nothing again that is whole', async () => {
    const { bundle, done } = await attempt();
    expect(done).toEqual([...steps]);
    const again = await attempt({ records: failingRecords() });
    expect(again.done).toEqual([]);
    expect(again.bundle.packed).toEqual(bundle.packed);
  });

  it('does a step again whose marker is missing, cut or of other content, with the same bytes', async () => {
    const { bundle } = await attempt();
    const whole = await readFile(bundle.file);
    for (const step of steps) {
      await rm(marker(step));
      expect((await attempt()).done).toContain(step);
      await writeFile(marker(step), '{"step":');
      expect((await attempt()).done).toContain(step);
    }
    expect((await readFile(bundle.file)).equals(whole)).toBeTrue();
  });

  it('does a step again whose files were changed or lost', async () => {
    const { bundle } = await attempt();
    await appendFile(bundle.file, 'x');
    expect((await attempt()).done).toEqual(['pack']);
    await rm(staging('bundle/data/raw/vex/v0.jsonl.zst'));
    const again = await attempt();
    expect(again.done).toContain('build');
    expect(again.bundle.packed).toEqual(bundle.packed);
  });

  it('gives the same bundle on another machine, from the evidence in another order', async () => {
    const { bundle } = await attempt();
    await rm(staging(), { recursive: true });
    const again = await attempt({ records: shuffled(sampleRecords, 9) });
    expect(again.done).toEqual([...steps]);
    expect(again.bundle.packed).toEqual(bundle.packed);
  });

  it('collects again when the source fails half-way', async () => {
    await expectAsync(attempt({ records: failingRecords() })).toBeRejectedWithError('the database is gone');
    expect((await attempt()).done).toEqual([...steps]);
  });

  it('starts over for another plan', async () => {
    await attempt();
    const { done } = await attempt({ plan: { compression: { codec: 'zstd', level: 1 } } });
    expect(done).toEqual([...steps]);
  });

  it('signs with the next key after a rotation', async () => {
    await attempt();
    await keys.rotate('acme');
    const { done, bundle } = await attempt();
    expect(done).toEqual(['describe', 'sign', 'pack', 'verify']);
    expect(bundle.verdict.signature).toBe('passed');
  });
});

describe('a record whose content is not what its digest says', () => {
  const folder = temporaryFolder();

  it('fails the build as an adapter error that names it', async () => {
    const threads = createWorkerThreads({ threads: 1 });
    const wrong = { ...recordOf({ kind: 'vex', id: 'vex-9', source: 'vendor', content: 'one' }), content: 'another' };
    const error = await buildTestBundle({ folder: folder(), threads, records: [wrong] }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(ExportError);
    expect((error as ExportError).code).toBe('adapter');
    expect((error as ExportError).message).toContain('vex-9');
    await threads.close();
  });
});

async function* failingRecords(): AsyncGenerator<EvidenceRecord> {
  for (const record of sampleRecords.slice(0, 1)) yield await Promise.resolve(record);
  throw new Error('the database is gone');
}
