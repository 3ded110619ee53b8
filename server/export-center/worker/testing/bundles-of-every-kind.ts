import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { type ProfileKind } from '../../../contracts/export-center/kinds.ts';
import { type ExportManifest } from '../../../contracts/export-center/run.ts';
import { builtInPolicy } from '../../../evidence/policy/built-in-policy.ts';
import { effectivePolicy } from '../../../evidence/policy/effective-policy.ts';
import { type DecryptFile, bundleDecrypter } from '../../../kernel/encryption/bundle-decrypter.ts';
import { createKeyFolder } from '../../../kernel/encryption/key-folder.ts';
import { recipientsDocument } from '../../../kernel/encryption/recipients-document.ts';
import { nodeRuntime } from '../../../kernel/streams/node-runtime.ts';
import { type KindLayout, RECIPIENTS, layoutOf } from '../../../verification/bundle-layout.ts';
import { type BundleVerdict } from '../../../verification/verdict.ts';
import { type VerificationTools, verifyBundle } from '../../../verification/verify-bundle.ts';
import { createEmbeddedRecipientKeys } from '../../encryption/recipient-keys.ts';
import { openTransientEncryption } from '../../encryption/run-encryption.ts';
import { cycloneDxSbom, openVex, osvAdvisory } from '../../policy/testing/evidence-documents.ts';
import { collectPortal } from '../adapters/devportal/collect-portal.ts';
import { type ChangeSource, collectChanges } from '../adapters/mirror/collect-changes.ts';
import { javaComponent, sbomRecord } from '../adapters/trivy/testing/sboms.ts';
import { type BundlePlan } from '../bundle-plan.ts';
import { type EvidenceRecord } from '../evidence-record.ts';
import { type WorkerThreads } from '../threads/worker-threads.ts';
import { type Member, membersOfTar, tarOf } from './archive-surgery.ts';
import { type TestBundle, type TestBundleOptions, buildTestBundle, testPlan } from './build-test-bundle.ts';
import { recordOf } from './sample-records.ts';

/** A bundle taken apart: every file of it, wherever it is stored, by its path in the bundle. */
export interface OpenedBundle {
  readonly bundle: TestBundle;
  readonly layout: KindLayout;
  readonly manifest: ExportManifest;
  readonly members: readonly Member[];
  /** Opens its encrypted files; undefined where none is. */
  readonly decrypt: DecryptFile | undefined;
}

export interface BundleFixture {
  readonly name: string;
  readonly plan: Partial<BundlePlan>;
}

const plan = (kind: ProfileKind, variant: BundlePlan['profile']['variant']): Partial<BundlePlan> => ({
  profile: { ...testPlan.profile, kind, variant },
  compression: { codec: 'none', level: 1 },
});
const policy = effectivePolicy(builtInPolicy, '2025-06-30');
const judged: Partial<BundlePlan> = {
  include: ['advisories', 'vex', 'sboms', 'findings'],
  policy,
  policyVersion: policy.version,
};
/** Recipients are made when the bundle is. */
const encrypted = (mode: 'age' | 'aes-gcm', strict: boolean): Partial<BundlePlan> => ({
  encryption: { mode, strict, recipients: [] },
});

/** Every kind of bundle, and encrypted ones. Archives are not compressed, so that a flipped byte is one file's; one is always gzip. */
export const everyKind: readonly BundleFixture[] = [
  { name: 'json:raw', plan: plan('json', 'raw') },
  { name: 'json:policy', plan: { ...plan('json', 'policy'), ...judged } },
  { name: 'mirror:full', plan: { ...plan('mirror', 'full'), ...judged } },
  { name: 'mirror:delta', plan: { ...plan('mirror', 'delta'), resetBaseline: true } },
  { name: 'trivy:db', plan: plan('trivy', 'db') },
  { name: 'trivy:java-db', plan: plan('trivy', 'java-db') },
  {
    name: 'devportal:offline',
    plan: { ...plan('devportal', 'offline'), compression: { codec: 'gzip', level: 6 } },
  },
  { name: 'json:raw for age recipients', plan: { ...plan('json', 'raw'), ...encrypted('age', false) } },
  { name: 'mirror:full, strict, AES-GCM', plan: { ...plan('mirror', 'full'), ...encrypted('aes-gcm', true) } },
];

const portal = join(import.meta.dirname, '../adapters/devportal/sample');

const document = (kind: EvidenceRecord['kind'], id: string, content: object, subject?: string): EvidenceRecord =>
  recordOf({ kind, id, source: 'sample', content: JSON.stringify(content), subject });

const records: readonly EvidenceRecord[] = [
  ...[1, 2, 3].map((number) =>
    document('advisories', `GHSA-${number}`, osvAdvisory(`GHSA-${number}`, `pkg:npm/part-${number}`, '2.0.0')),
  ),
  document('sboms', 'urn:shop', cycloneDxSbom('shop@1.0.0', ['pkg:npm/part-1@1.0.0']), 'shop@1.0.0'),
  document(
    'vex',
    'vex-1',
    openVex('vex-1', { vulnerability: 'GHSA-1', product: 'shop@1.0.0', status: 'not_affected' }),
  ),
  sbomRecord('urn:uuid:java', '2025-10-20T00:00:00Z', [
    javaComponent('org.example', 'library', '1.0', '0123456789'.repeat(4)),
  ]),
];

export async function openBundleOf(
  fixture: BundleFixture,
  { folder, threads }: { folder: string; threads: WorkerThreads },
): Promise<OpenedBundle> {
  const keys = createKeyFolder(join(folder, 'kms'));
  const identity = await generateX25519Identity();
  const vault = await keys.create('vault');
  const { encryption } = fixture.plan;
  const recipients = encryption?.mode === 'age' ? [await identityToRecipient(identity)] : ['kms://vault'];
  const wanted = encryption ? { ...encryption, recipients } : null;
  const run = await openTransientEncryption(wanted, createEmbeddedRecipientKeys(keys));
  const bundle = await buildTestBundle({
    ...{ folder, threads, records },
    ...collectionOf(fixture),
    ...(run && { encryption: run }),
    plan: { ...fixture.plan, encryption: wanted },
  });
  const layout = layoutOf(fixture.plan.profile ?? testPlan.profile);
  if (!layout) throw new Error(`${fixture.name} has no layout`);
  const members = await membersOfBundle(bundle, layout);
  const text = (path: string) => members.find(({ header }) => header.name === path)?.content.toString() ?? 'null';
  const decrypt = wanted
    ? bundleDecrypter(recipientsDocument.parse(JSON.parse(text(RECIPIENTS))), { identities: [identity], keys: [vault] })
    : undefined;
  return { bundle, layout, members, decrypt, manifest: JSON.parse(text('export.json')) as ExportManifest };
}

/** Some kinds collect something else than records. */
function collectionOf({ plan: { profile } }: BundleFixture): Pick<TestBundleOptions, 'collect'> {
  if (profile?.variant === 'delta') {
    return { collect: (job) => collectChanges(job, { sources, expectedRecords: records.length }) };
  }
  return profile?.kind === 'devportal' ? { collect: (job) => collectPortal(job, portal) } : {};
}

/** Verifies the bundle with other members than it has, stored in its form. */
export async function verifyMembers(
  { bundle, layout, manifest }: OpenedBundle,
  members: readonly Member[],
  tools: Partial<VerificationTools> = {},
): Promise<BundleVerdict> {
  const withKeys = { runtime: nodeRuntime, keys: await bundle.keys.publicKeys('acme'), ...tools };
  if (layout.form === 'archive') {
    const below = members.map(({ header, ...member }) => ({
      ...member,
      header: { ...header, name: `${layout.root}${header.name}` },
    }));
    return verifyBundle({ fileName: 'bundle.tar', content: pieces(await tarOf(below)) }, withKeys);
  }
  const isFile = ({ header }: Member) => header.name === manifest.artifacts[0]?.path;
  const archive = pieces(await tarOf(members.filter((member) => !isFile(member))));
  const content = pieces(members.find(isFile)?.content ?? Buffer.alloc(0));
  return verifyBundle({ fileName: bundle.packed.fileName, content, documents: { archive } }, withKeys);
}

async function membersOfBundle({ file, packed }: TestBundle, layout: KindLayout): Promise<Member[]> {
  if (layout.form === 'archive') {
    const stored = await readFile(file);
    const members = await membersOfTar(packed.fileName.endsWith('.tgz') ? gunzipSync(stored) : stored);
    return members.map(({ header, content }) => ({
      header: { ...header, name: header.name.slice(layout.root.length) },
      content,
    }));
  }
  // The file lies in the folder `bundle` of the staging folder, as it would in the bundle.
  const staging = file.slice(0, -packed.path.length);
  const name = packed.path.slice(packed.path.indexOf('/') + 1);
  const artifact = { header: { name, mode: 0o644 }, content: await readFile(file) };
  return [artifact, ...(await membersOfTar(await readFile(join(staging, packed.documents.path))))];
}

const sources: readonly ChangeSource[] = (['advisories', 'vex', 'sboms'] as const).map((kind) => {
  const ofKind = records.filter((record) => record.kind === kind);
  return {
    async *compare() {
      for (const { id, source, sha256, content } of ofKind) {
        const after = { sha256, bytes: Buffer.byteLength(content), subject: null };
        yield await Promise.resolve({ kind, id, source, before: null, after });
      }
    },
    async *read(carried) {
      for await (const { id } of carried) yield* ofKind.filter((record) => record.id === id);
    },
  };
});

function pieces(content: Buffer): AsyncIterable<Uint8Array> {
  return ReadableStream.from([content]);
}
