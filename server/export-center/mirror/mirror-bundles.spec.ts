import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { Metadata, MetadataKind } from '@tufjs/models';
import { parse } from 'yaml';
import { evidenceKinds } from '../../contracts/export-center/kinds.ts';
import type { ExportManifest } from '../../contracts/export-center/run.ts';
import { builtInPolicy } from '../../evidence/policy/built-in-policy.ts';
import { effectivePolicy } from '../../evidence/policy/effective-policy.ts';
import type { Database } from '../../kernel/database/database.ts';
import { makeTemporaryFolder } from '../../testing/temporary-folder.ts';
import { describeWithDatabase } from '../../testing/test-database.ts';
import { rerunHashText } from '../../verification/bundle-hashes.ts';
import { isSound } from '../../verification/verdict.ts';
import { createKeyFolder } from '../../kernel/encryption/key-folder.ts';
import { createEmbeddedRecipientKeys } from '../encryption/recipient-keys.ts';
import { openTransientEncryption } from '../encryption/run-encryption.ts';
import { exportCenterMigrations } from '../migrations.ts';
import { createTransientSignatureMemory } from '../signing/signature-memory.ts';
import { DocumentStore } from '../sources/document-store.ts';
import { walkTenantFolder, type EvidenceFile } from '../sources/import-folder.ts';
import { importTenant } from '../sources/import-tenant.ts';
import type { DocumentSelection } from '../sources/selection.ts';
import { advisory, evidenceFile } from '../sources/testing/evidence.ts';
import { collectChanges } from '../worker/adapters/mirror/collect-changes.ts';
import type { BundlePlan, PlannedBase } from '../worker/bundle-plan.ts';
import { sha256Of } from '../worker/digests.ts';
import { membersOf } from '../worker/testing/archive-surgery.ts';
import {
  buildTestBundle,
  testKeys,
  testPlan,
  type TestBundle,
  type TestBundleOptions,
} from '../worker/testing/build-test-bundle.ts';
import { shuffled } from '../worker/testing/sample-records.ts';
import { createWorkerThreads, type WorkerThreads } from '../worker/threads/worker-threads.ts';
import { changeSources } from './change-sources.ts';

const sample = join(import.meta.dirname, '../sources/sample/acme');
/** Without our own SBOM, which is another one with every new version of a library. */
const selectors = { products: [], ecosystems: [], sbomSubjects: ['go.acme.example/*', '@acme/*'] };
const policy = effectivePolicy(builtInPolicy, '2025-10-29');
const full: Partial<BundlePlan> = {
  profile: { ...testPlan.profile, kind: 'mirror', variant: 'full' },
  include: ['advisories', 'vex', 'sboms', 'findings'],
  selectors,
  policy,
  policyVersion: policy.version,
};

const withSample = (database: () => Database): void => {
  let folder = '';
  let threads: WorkerThreads;
  let bundle: TestBundle;
  beforeAll(async () => {
    folder = await makeTemporaryFolder();
    threads = createWorkerThreads({ threads: 2 });
    await importTwoDays();
    bundle = await buildFull('full');
  });
  afterAll(async () => {
    await threads.close();
    await rm(folder, { recursive: true });
  });

  /** The sample, and as the next generation the same with one advisory changed, one gone and one new. */
  async function importTwoDays(order: (files: EvidenceFile[]) => EvidenceFile[] = (files) => files): Promise<void> {
    const first = await Array.fromAsync(walkTenantFolder(sample));
    await importTenant(database(), 'acme', order(first));
    const changed = first.filter(({ path }) => !/000[12]\.json$/.test(path));
    changed.push(
      evidenceFile('advisories/SAMPLE-2025-0001.json', advisory('SAMPLE-2025-0001', { summary: 'changed' })),
      evidenceFile('advisories/SAMPLE-2025-0099.json', advisory('SAMPLE-2025-0099')),
    );
    const { refused } = await importTenant(database(), 'acme', order(changed));
    expect(refused).toEqual([]);
  }

  function selectionsOf(generation: number): DocumentSelection[] {
    const plannedAt = new Date(testPlan.createdAt);
    return evidenceKinds.map((kind) => ({ tenant: 'acme', kind, generation, selectors, plannedAt }));
  }

  async function* recordsOf(generation: number) {
    for (const selection of selectionsOf(generation)) yield* new DocumentStore(database()).documents(selection);
  }

  const buildFull = (name: string, { plan, ...options }: Partial<TestBundleOptions> = {}) =>
    buildTestBundle({
      folder: join(folder, name),
      threads,
      records: recordsOf(1),
      plan: { ...full, ...plan },
      ...options,
    });

  async function buildDelta(name: string, { plan, ...options }: Partial<TestBundleOptions> = {}): Promise<TestBundle> {
    const planned: PlannedBase = {
      runId: testPlan.runId,
      manifestSha256: sha256Of(await bundle.read('export.json')),
      ...{ generation: 1, selectors, plannedAt: testPlan.createdAt },
    };
    return buildTestBundle({
      folder: join(folder, name),
      threads,
      plan: {
        ...full,
        runId: 'run-20251030-01',
        profile: { ...testPlan.profile, kind: 'mirror', variant: 'delta' },
        base: planned,
        createdAt: '2025-10-30T00:00:00.000Z',
        dayNumber: 2,
        ...plan,
      },
      collect: (job) =>
        collectChanges(job, { sources: changeSources(database(), planned, selectionsOf(2)), expectedRecords: 0 }),
      ...options,
    });
  }

  it('has the tree of the mirror document, every file below mirror/, and verifies', async () => {
    expect(bundle.verdict.problems).toEqual([]);
    expect([bundle.verdict.signature, bundle.verdict.provenance, bundle.verdict.import]).toEqual([
      'passed',
      'passed',
      'passed',
    ]);
    expect(bundle.packed.fileName).toBe('mirror-20251029-full.tar.zst');
    const members = await membersOf(await readFile(bundle.file));
    expect(members.map(({ header }) => header.name.replace(/-[0-9a-f]{8}\//, '-…/'))).toEqual([
      'mirror/README.md',
      'mirror/data/consensus/vex_consensus.jsonl.zst',
      'mirror/data/normalized/advisories/a0.jsonl.zst',
      'mirror/data/normalized/vex/v0.jsonl.zst',
      'mirror/data/policy/evaluations.jsonl.zst',
      'mirror/data/policy/snapshot.json',
      'mirror/data/raw/advisories/a0.jsonl.zst',
      'mirror/data/raw/sboms/acme-storefront-web-3.4.1-…/sbom.json',
      'mirror/data/raw/sboms/go.acme.example-payments-gateway-v1.12.0-…/sbom.json',
      'mirror/data/raw/vex/v0.jsonl.zst',
      'mirror/export.json',
      'mirror/indexes/advisories.index.json',
      'mirror/indexes/findings.index.json',
      'mirror/indexes/sbom.index.json',
      'mirror/indexes/vex.index.json',
      'mirror/manifest.yaml',
      'mirror/provenance.json',
      'mirror/signatures/export-center.pub',
      'mirror/signatures/export.dsse.json',
      'mirror/signatures/export.sig',
      'mirror/signatures/manifest.sig',
      'mirror/signatures/provenance.dsse.json',
      'mirror/tuf/root.json',
      'mirror/tuf/snapshot.json',
      'mirror/tuf/targets.json',
      'mirror/tuf/timestamp.json',
    ]);
  });

  it('without findings has neither policy nor consensus', async () => {
    const plan = { include: full.include?.slice(0, 3) ?? [], policy: null, policyVersion: null };
    const raw = await buildFull('raw', { plan });
    expect(isSound(raw.verdict)).toBeTrue();
    const paths = (await manifestOf(raw)).artifacts.map(({ path }) => path);
    expect(paths.filter((path) => /policy|consensus|findings/.test(path))).toEqual([]);
    expect(paths).toContain('data/normalized/advisories/a0.jsonl.zst');
  });

  it('says in manifest.yaml what export.json says, in the order of the mirror document', async () => {
    const manifest = await manifestOf(bundle);
    const yaml = parse((await bundle.read('manifest.yaml')).toString()) as Record<string, unknown>;
    expect(Object.keys(yaml).slice(0, 8)).toEqual([
      ...['profile', 'runId', 'tenant', 'selectors', 'counts', 'artifacts', 'sizes', 'encryption'],
    ]);
    expect(yaml).toEqual(
      jasmine.objectContaining({
        profile: 'mirror:full',
        runId: manifest.runId,
        tenant: 'acme',
        selectors,
        counts: manifest.counts,
        artifacts: manifest.artifacts.map(({ path, sha256, bytes }) => ({ path, sha256, bytes })),
        encryption: null,
        base: null,
        inputsHash: manifest.inputsHash,
        rerunHash: manifest.rerunHash,
        createdAt: manifest.createdAt,
      }),
    );
    expect(manifest.documents.map(({ path }) => path)).toEqual([
      ...['manifest.yaml', 'tuf/root.json', 'tuf/snapshot.json', 'tuf/targets.json', 'tuf/timestamp.json'],
    ]);
  });

  it('holds TUF metadata that its library reads and verifies, down to each file', async () => {
    const read = async (name: string) => JSON.parse((await bundle.read(`tuf/${name}.json`)).toString()) as object;
    const root = Metadata.fromJSON(MetadataKind.Root, await tufJson(read('root')));
    const targets = Metadata.fromJSON(MetadataKind.Targets, await tufJson(read('targets')));
    const snapshot = Metadata.fromJSON(MetadataKind.Snapshot, await tufJson(read('snapshot')));
    const timestamp = Metadata.fromJSON(MetadataKind.Timestamp, await tufJson(read('timestamp')));
    for (const [role, metadata] of Object.entries({ root, targets, snapshot, timestamp })) {
      expect(() => root.verifyDelegate(role, metadata))
        .withContext(role)
        .not.toThrow();
      expect(metadata.signed.expires).toBe('2025-11-28T00:00:00Z');
    }
    timestamp.signed.snapshotMeta.verify(await bundle.read('tuf/snapshot.json'));
    snapshot.signed.meta['targets.json']?.verify(await bundle.read('tuf/targets.json'));
    const { artifacts, documents } = await manifestOf(bundle);
    const listed = [...artifacts, ...documents.filter(({ path }) => path === 'manifest.yaml')];
    expect(
      Object.values(targets.signed.targets)
        .map(({ path, length, hashes }) => ({ path, bytes: length, sha256: `sha256:${hashes['sha256'] ?? ''}` }))
        .sort((one, other) => (one.path < other.path ? -1 : 1)),
    ).toEqual(
      listed
        .map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 }))
        .sort((one, other) => (one.path < other.path ? -1 : 1)),
    );
    const forged = Metadata.fromJSON(MetadataKind.Targets, await tufJson(read('targets')));
    forged.signed.targets['README.md'] = Object.assign(
      Object.create(null) as object,
      targets.signed.targets['README.md'],
      {
        length: 1,
      },
    );
    expect(() => root.verifyDelegate('targets', forged)).toThrow();
  });

  it('is the same in every attempt, and has the same content whatever the order of import and of records', async () => {
    const [keys, memory] = [testKeys(folder), createTransientSignatureMemory()];
    const once = await buildFull('once', { keys, memory });
    const again = await buildFull('again', { keys, memory, records: shuffled(await Array.fromAsync(recordsOf(1)), 3) });
    expect(again.packed).toEqual(once.packed);
    await importTenant(database(), 'acme', []);
    await importTwoDays((files) => shuffled(files, 5));
    const oneThread = createWorkerThreads({ threads: 1 });
    const elsewhere = await buildFull('elsewhere', {
      threads: oneThread,
      records: recordsOf(4),
      plan: { runId: 'run-20251101-02', createdAt: '2025-11-01T00:00:00.000Z' },
    }).finally(() => oneThread.close());
    expect(elsewhere.described).toEqual(once.described);
    expect((await manifestOf(elsewhere)).artifacts).toEqual((await manifestOf(once)).artifacts);
  });

  it('keeps its form from release to release', async () => {
    // Of the plain content, since a new zstd may compress to other bytes. A change here breaks every delta chain: think twice.
    expect(await plainHashOf(bundle)).toBe('sha256:f9bfdc1b2eed2c8cdc82869cb3b514c18b3972ebaf25fd7c39be15154dacdac4');
    expect(bundle.described.inputsHash).toBe('sha256:9e21a496471a173737070c067ef9a38cdd105f2438097483d1b456800b499887');
    const delta = await buildDelta('golden');
    const content = (path: string) => path !== 'delta/manifest.diff.json';
    expect(await plainHashOf(delta, content)).toBe(
      'sha256:5be81c9fc43dd2265324094b144ab80da2a7292153ab080675f9ffd82730a038',
    );
    expect(delta.described.inputsHash).toBe('sha256:30e1ebaae39f883b2a6c1fe2e6181fee3e9f1e4607d3d582605cacc5c2c91b85');
  });

  it('has deltas that name their base and verify', async () => {
    const delta = await buildDelta('delta');
    expect(delta.verdict.problems).toEqual([]);
    expect(delta.verdict.import).toBe('passed');
    expect(delta.packed.fileName).toBe('mirror-20251030-delta-02.tar.zst');
    const manifest = await manifestOf(delta);
    expect(manifest.base).toEqual({
      baseExportId: 'run-20251029-01',
      baseManifestDigest: sha256Of(await bundle.read('export.json')),
      resetBaseline: false,
    });
    expect(manifest.counts).toEqual({ advisories: 2, vex: 0, sboms: 0, policyEvaluations: 0 });
    const snapshot = JSON.parse((await delta.read('data/policy/snapshot.json')).toString()) as { inputsHash: string };
    const fresh = await buildFull('fresh', { records: recordsOf(2) });
    expect(snapshot.inputsHash).toBe(fresh.described.inputsHash);
    expect(await fresh.read('data/policy/snapshot.json')).toEqual(await delta.read('data/policy/snapshot.json'));
  });

  /** What can be read in an encrypted mirror without a key; paths below `mirror/`. */
  async function readableOf(strict: boolean, make: (options: Partial<TestBundleOptions>) => Promise<TestBundle>) {
    const recipients = [await identityToRecipient(await generateX25519Identity())];
    const encryption = { mode: 'age' as const, recipients, strict };
    const run = await openTransientEncryption(encryption, createEmbeddedRecipientKeys(createKeyFolder('/nonexistent')));
    if (!run) throw new Error('nothing to encrypt');
    const { file, verdict } = await make({ plan: { encryption }, encryption: run });
    expect([verdict.problems, verdict.import]).toEqual([[], 'passed']);
    const age = Buffer.from('age-encryption.org/v1');
    return (await membersOf(await readFile(file)))
      .filter(({ content }) => !content.subarray(0, age.length).equals(age))
      .map(({ header }) => header.name.replace(/^mirror\//, ''));
  }

  it('encrypted strictly leaves nothing readable but what speaks about it', async () => {
    const readable = await readableOf(true, (options) => buildFull('strict', options));
    expect(readable.filter((path) => !path.startsWith('signatures/'))).toEqual([
      ...['export.json', 'manifest.yaml', 'recipients.json'],
    ]);
  });

  it('encrypted otherwise hides its data, also that of a delta', async () => {
    const readable = await readableOf(false, (options) => buildDelta('encrypted', options));
    expect(readable.filter((path) => /^(?:data|delta)\//.test(path))).toEqual([]);
    expect(readable).toContain('README.md');
  });
};

describeWithDatabase('A mirror of the sample', withSample, { export_center: exportCenterMigrations });

type TufJson = Parameters<typeof Metadata.fromJSON>[1];

async function tufJson(json: Promise<object>): Promise<TufJson> {
  return (await json) as TufJson;
}

async function manifestOf(bundle: TestBundle): Promise<ExportManifest> {
  return JSON.parse((await bundle.read('export.json')).toString()) as ExportManifest;
}

async function plainHashOf(bundle: TestBundle, isContent: (path: string) => boolean = () => true): Promise<string> {
  const digests: string[] = [];
  for (const { path } of (await manifestOf(bundle)).artifacts.filter((artifact) => isContent(artifact.path))) {
    const stored = await bundle.read(path);
    digests.push(`${path} ${sha256Of(path.endsWith('.zst') ? zstdDecompressSync(stored) : stored)}`);
  }
  return sha256Of(rerunHashText(digests));
}
