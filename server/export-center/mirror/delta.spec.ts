import { evidenceKinds } from '../../contracts/export-center/kinds.ts';
import { stateDigestText } from '../../verification/mirror/state-digest.ts';
import { importTenant } from '../sources/import-tenant.ts';
import { advisory, evidenceFile } from '../sources/testing/evidence.ts';
import { describeWithSources } from '../sources/testing/sources-database.ts';
import { sha256Of } from '../worker/digests.ts';
import { createWorkerThreads, type WorkerThreads } from '../worker/threads/worker-threads.ts';
import { shuffled } from '../worker/testing/sample-records.ts';
import { buildDelta, stateOf, type View } from './testing/mirror-states.ts';

const sbom = (name: string, version: string, marker: string) => ({
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  serialNumber: `urn:uuid:00000000-0000-4000-8000-${name.padEnd(12, '0')}`,
  metadata: { timestamp: '2025-06-01T00:00:00Z', component: { type: 'application', name, version } },
  components: [{ type: 'library', name: marker, purl: `pkg:npm/${marker}@1.0.0` }],
});
const vex = (id: string, status = 'fixed') => ({
  '@context': 'https://openvex.dev/ns/v0.2.0',
  '@id': id,
  timestamp: '2025-05-01T00:00:00Z',
  statements: [{ vulnerability: { name: 'GO-1' }, status, products: [{ '@id': 'pkg:npm/a@1.0.0' }] }],
});

/** The evidence of five days: documents appear, change, vanish, come back as they were, and come back changed. */
const days: readonly Record<string, unknown>[] = [
  {
    'advisories/osv/1.json': advisory('GO-1'),
    'advisories/osv/2.json': advisory('GO-2'),
    'advisories/other/1.json': advisory('GO-1', { summary: 'the same id from another source' }),
    'vex/vendor/1.json': vex('urn:vex:1'),
    'sboms/ci/a.json': sbom('a', '1.0', 'left'),
    'sboms/ci/b.json': sbom('b', '1.0', 'left'),
  },
  {
    'advisories/osv/1.json': advisory('GO-1', { summary: 'changed' }),
    'advisories/osv/2.json': advisory('GO-2'),
    'advisories/osv/3.json': advisory('GO-3'),
    'advisories/other/1.json': advisory('GO-1', { summary: 'the same id from another source' }),
    'vex/vendor/1.json': vex('urn:vex:1', 'affected'),
    'sboms/ci/a.json': sbom('a', '1.0', 'right'),
    'sboms/ci/b.json': sbom('b', '1.0', 'left'),
  },
  {
    'advisories/osv/3.json': advisory('GO-3'),
    'vex/vendor/2.json': vex('urn:vex:2'),
    'sboms/ci/a.json': sbom('a', '1.0', 'right'),
  },
  {
    'advisories/osv/1.json': advisory('GO-1'),
    'advisories/osv/2.json': advisory('GO-2', { summary: 'back, and changed' }),
    'advisories/osv/3.json': advisory('GO-3'),
    'vex/vendor/1.json': vex('urn:vex:1'),
    'sboms/ci/a.json': sbom('a', '2.0', 'right'),
    'sboms/ci/b.json': sbom('b', '1.0', 'left'),
  },
  { 'advisories/osv/\u{1F600}.json': advisory('\u{1F600}'), 'advisories/osv/\uFF5E.json': advisory('\uFF5E') },
];

describeWithSources('A delta', (database) => {
  let threads: WorkerThreads;
  beforeAll(() => (threads = createWorkerThreads({ threads: 2 })));
  afterAll(() => threads.close());

  async function importDays(order: <Item>(items: Item[]) => Item[] = (items) => items): Promise<void> {
    for (const day of days) {
      const files = order(Object.entries(day)).map(([path, content]) => evidenceFile(path, content));
      const { refused } = await importTenant(database(), 'acme', files);
      expect(refused).toEqual([]);
    }
  }

  const build = (before: View | null, after: View, plan?: Parameters<typeof buildDelta>[3]) =>
    buildDelta({ database: database(), threads }, before, after, plan);

  it('of each day on the full mirror of the first gives the full mirror of the last', async () => {
    await importDays();
    let state = await stateOf(database(), { generation: 1 });
    for (const generation of [2, 3, 4, 5]) {
      const delta = await build({ generation: generation - 1 }, { generation });
      expect(delta.description.baseStateDigest).toBe(digestOf(state));
      state = delta.applyTo(state);
      expect([...state].sort()).toEqual([...(await stateOf(database(), { generation }))].sort());
      expect(delta.description.stateDigest).toBe(digestOf(state));
    }
  });

  it('counts what is new, changed and gone, and carries no more than that', async () => {
    await importDays();
    const { description, artifacts, text } = await build({ generation: 1 }, { generation: 2 });
    expect(description).toEqual({
      baseExportId: 'run-20251028-01',
      baseManifestDigest: `sha256:${'a'.repeat(64)}`,
      resetBaseline: false,
      added: { advisories: 1, vex: 0, sboms: 0 },
      changed: { advisories: 1, vex: 1, sboms: 1 },
      removed: { advisories: 0, vex: 0, sboms: 0 },
      baseStateDigest: jasmine.any(String) as unknown as string,
      stateDigest: jasmine.any(String) as unknown as string,
    });
    expect(artifacts.map(({ path, records }) => [path.replace(/-[0-9a-f]{8}\//, '-…/'), records])).toEqual([
      ['delta/changed/data/raw/advisories/a0.jsonl.zst', 2],
      ['delta/changed/data/raw/vex/v0.jsonl.zst', 1],
      ['delta/changed/data/raw/sboms/a-1.0-…/sbom.json', 1],
      ['delta/removed/advisories.jsonl', 0],
      ['delta/removed/vex.jsonl', 0],
      ['delta/removed/sboms.jsonl', 0],
      ['delta/changed/sboms.jsonl', 1],
      ['delta/manifest.diff.json', 1],
      ['README.md', 1],
    ]);
    expect(text('delta/removed/advisories.jsonl')).toBe('');
  });

  it('names what is gone, in the order of records, SBOMs with their subject', async () => {
    await importDays();
    const gone = await build({ generation: 2 }, { generation: 3 });
    expect(gone.text('delta/removed/advisories.jsonl')).toBe(
      '{"id":"GO-1","source":"advisories/osv"}\n{"id":"GO-1","source":"advisories/other"}\n{"id":"GO-2","source":"advisories/osv"}\n',
    );
    expect(gone.text('delta/removed/vex.jsonl')).toBe('{"id":"urn:vex:1","source":"vex/vendor"}\n');
    expect(gone.text('delta/removed/sboms.jsonl')).toBe(
      '{"id":"urn:cdx:00000000-0000-4000-8000-b00000000000/1","source":"sboms/ci","subject":"b@1.0"}\n',
    );
    await importTenant(database(), 'acme', []);
    const emoji = await build({ generation: 5 }, { generation: 6 });
    expect(emoji.text('delta/removed/advisories.jsonl').match(/\u{1F600}|\uFF5E/gu)).toEqual(['\u{1F600}', '\uFF5E']);
  });

  it('is made from the state of its base, what it carries and what it removes', async () => {
    await importDays();
    const { inputs, description } = await build({ generation: 2 }, { generation: 3 });
    expect(inputs.map(({ kind, id }) => `${String(kind)} ${id}`)).toEqual([
      'vex urn:vex:2',
      'base run-20251028-01',
      'removed/advisories GO-1',
      'removed/advisories GO-1',
      'removed/advisories GO-2',
      'removed/vex urn:vex:1',
      'removed/sboms urn:cdx:00000000-0000-4000-8000-b00000000000/1',
    ]);
    expect(inputs[1]?.sha256).toBe(description.baseStateDigest);
  });

  it('adds and removes what enters and leaves a moving time window, though nobody touched it', async () => {
    await importTenant(database(), 'acme', [
      evidenceFile('advisories/osv/1.json', advisory('OLD', { modified: '2025-10-01T12:00:00Z' })),
      evidenceFile('advisories/osv/2.json', advisory('NEW', { modified: '2025-10-20T12:00:00Z' })),
      evidenceFile('advisories/osv/3.json', advisory('BOTH', { modified: '2025-10-10T12:00:00Z' })),
    ]);
    const selectors = { timeWindow: { lastDays: 20 } };
    const before = { generation: 1, selectors, at: '2025-10-21T00:00:00.000Z' };
    const after = { ...before, at: '2025-10-25T00:00:00.000Z' };
    const delta = await build(before, after);
    expect(delta.description.removed.advisories).toBe(1);
    expect(delta.description.added.advisories).toBe(0);
    const state = delta.applyTo(await stateOf(database(), before));
    expect([...state.keys()]).toEqual(['advisories advisories/osv BOTH', 'advisories advisories/osv NEW']);
    const back = await build(after, before);
    expect([...back.applyTo(state)].sort()).toEqual([...(await stateOf(database(), before))].sort());
  });

  it('that resets the baseline carries everything, and nothing of what an importer held counts', async () => {
    await importDays();
    const { description, applyTo } = await build(null, { generation: 4 });
    expect(description).toEqual(
      jasmine.objectContaining({ baseExportId: null, baseManifestDigest: null, resetBaseline: true }),
    );
    expect(description.added).toEqual({ advisories: 3, vex: 1, sboms: 2 });
    expect(description.baseStateDigest).toBe(sha256Of(''));
    const state = applyTo(new Map([['advisories x y', 'left over']]));
    expect([...state].sort()).toEqual([...(await stateOf(database(), { generation: 4 }))].sort());
  });

  it('of two equal states is empty and whole', async () => {
    await importDays();
    const { description, artifacts } = await build({ generation: 3 }, { generation: 3 });
    for (const kind of evidenceKinds) {
      expect([description.added[kind], description.changed[kind], description.removed[kind]]).toEqual([0, 0, 0]);
    }
    expect(description.stateDigest).toBe(description.baseStateDigest);
    expect(artifacts.map(({ path }) => path)).not.toContain('delta/changed/data/raw/advisories/a0.jsonl.zst');
  });

  it('has the same bytes whatever the order of ingestion, and keeps its form from release to release', async () => {
    await importDays();
    const once = await build({ generation: 1 }, { generation: 4 });
    await importTenant(database(), 'acme', []);
    await importDays((items) => shuffled(items, 7));
    // The same five days again, as generations 7 to 11.
    const again = await build({ generation: 7 }, { generation: 10 });
    expect(again.artifacts).toEqual(once.artifacts);
    expect(again.inputs).toEqual(once.inputs);
    // The state digests and the description hold no compression, so they follow from our own form alone. A change here breaks
    // every delta chain: think twice.
    const golden = once.artifacts.find(({ path }) => path === 'delta/manifest.diff.json');
    expect(golden?.sha256).toBe('sha256:e596bef50bf377b9bf5caa4340143decf957396c87013d1126765e315a3c694d');
  });
});

function digestOf(state: ReadonlyMap<string, string>): string {
  return sha256Of(stateDigestText([...state.values()].map((content) => sha256Of(content))));
}
