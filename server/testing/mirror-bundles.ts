import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ComparedDocument } from '../export-center/mirror/document-changes.ts';
import { createTransientSignatureMemory } from '../export-center/signing/signature-memory.ts';
import { type TenantKeyStore } from '../export-center/signing/tenant-key-store.ts';
import { type ChangeSource, collectChanges } from '../export-center/worker/adapters/mirror/collect-changes.ts';
import { type BundlePlan, type PlannedBase } from '../export-center/worker/bundle-plan.ts';
import { type EvidenceRecord, compareRecords } from '../export-center/worker/evidence-record.ts';
import { buildTestBundle, testKeys, testPlan } from '../export-center/worker/testing/build-test-bundle.ts';
import { recordOf } from '../export-center/worker/testing/sample-records.ts';
import { createWorkerThreads } from '../export-center/worker/threads/worker-threads.ts';
import { builtInPolicy } from '../evidence/policy/built-in-policy.ts';
import { effectivePolicy } from '../evidence/policy/effective-policy.ts';
import { evidenceKinds } from '../contracts/export-center/kinds.ts';
import { createEmbeddedRecipientKeys } from '../export-center/encryption/recipient-keys.ts';
import { openTransientEncryption } from '../export-center/encryption/run-encryption.ts';
import { type KeyFolder, createKeyFolder } from '../kernel/encryption/key-folder.ts';
import { sha256Of } from '../export-center/worker/digests.ts';

/** What the evidence of a tenant is on one day. */
export type EvidenceDay = readonly EvidenceRecord[];

/** A bundle as the Export Center's worker makes it. */
export interface MirrorBundle {
  readonly file: string;
  readonly runId: string;
  /** Of its `export.json`. */
  readonly manifestDigest: string;
  readonly day: number;
}

export interface MirrorBundleFactory extends AsyncDisposable {
  /** PEM file of the tenant's public key. */
  readonly publicKeyFile: string;
  readonly keys: TenantKeyStore;
  /** For `kms://` recipients. */
  readonly kmsKeys: KeyFolder;
  full(day: number, options?: BundleOptions): Promise<MirrorBundle>;
  /** From the state of the base; null resets the baseline. */
  delta(base: MirrorBundle | null, day: number, options?: BundleOptions): Promise<MirrorBundle>;
}

export interface BundleOptions {
  readonly plan?: Partial<BundlePlan>;
}

/** Makes signed mirror bundles of the days given, by the worker's own steps, with findings. `days[0]` is day 1. */
export async function createMirrorBundles(folder: string, days: readonly EvidenceDay[]): Promise<MirrorBundleFactory> {
  const threads = createWorkerThreads({ threads: 1 });
  const keys = testKeys(folder);
  const publicKeyFile = join(folder, 'export-center.pub');
  const signer = await keys.signer('acme');
  await writeFile(publicKeyFile, signer.publicKeyPem);
  const kmsKeys = createKeyFolder(join(folder, 'kms'));
  const policy = effectivePolicy(builtInPolicy, '2025-10-29');
  let built = 0;

  const build = async (
    day: number,
    variant: 'full' | 'delta',
    { plan }: BundleOptions,
    delta?: { base: PlannedBase | null; source: ChangeSource },
  ): Promise<MirrorBundle> => {
    built += 1;
    const date = `2025-10-${String(day).padStart(2, '0')}`;
    const whole: Partial<BundlePlan> = {
      profile: { ...testPlan.profile, kind: 'mirror', variant },
      runId: `run-${date.replaceAll('-', '')}-${String(built).padStart(2, '0')}`,
      include: ['advisories', 'vex', 'sboms', 'findings'],
      ...{ policy, policyVersion: policy.version },
      base: delta?.base ?? null,
      resetBaseline: delta?.base === null,
      createdAt: `${date}T00:00:00.000Z`,
      ...plan,
    };
    const encryption = await openTransientEncryption(whole.encryption ?? null, createEmbeddedRecipientKeys(kmsKeys));
    const bundle = await buildTestBundle({
      ...{
        folder: join(folder, `built-${built}`),
        threads,
        keys,
        plan: whole,
        memory: createTransientSignatureMemory(),
      },
      records: days[day - 1] ?? [],
      ...(encryption && { encryption }),
      ...(delta && { collect: (job) => collectChanges(job, { sources: [delta.source], expectedRecords: 0 }) }),
    });
    const manifestDigest = sha256Of(await bundle.read('export.json'));
    return { file: bundle.file, runId: whole.runId ?? '', manifestDigest, day };
  };

  return {
    publicKeyFile,
    keys,
    kmsKeys,
    full: (day, options = {}) => build(day, 'full', options),
    delta: (base, day, options = {}) => {
      const source = changesBetween(base ? (days[base.day - 1] ?? []) : [], days[day - 1] ?? []);
      return build(day, 'delta', options, { base: base && plannedBase(base), source });
    },
    [Symbol.asyncDispose]: () => threads.close(),
  };
}

function plannedBase({ runId, manifestDigest, day }: MirrorBundle): PlannedBase {
  const { selectors, createdAt: plannedAt } = testPlan;
  return { runId, manifestSha256: manifestDigest, generation: day, selectors, plannedAt };
}

/** What the Export Center's database finds out of two of its generations. */
function changesBetween(before: EvidenceDay, after: EvidenceDay): ChangeSource {
  const nameOf = ({ kind, id, source }: Pick<EvidenceRecord, 'kind' | 'id' | 'source'>) => `${kind} ${source} ${id}`;
  const [old, now] = [
    new Map(before.map((record) => [nameOf(record), record])),
    new Map(after.map((record) => [nameOf(record), record])),
  ];
  const all = [...new Map([...old, ...now]).values()].sort(compareRecords);
  const side = (record: EvidenceRecord | undefined) =>
    record && { sha256: record.sha256, subject: record.subject ?? null };
  return {
    async *compare() {
      await Promise.resolve();
      for (const kind of evidenceKinds) {
        for (const record of all.filter((each) => each.kind === kind)) {
          const { id, source } = record;
          const [one, other] = [side(old.get(nameOf(record))), side(now.get(nameOf(record)))];
          yield { kind, id, source, before: one ?? null, after: other ?? null } as ComparedDocument;
        }
      }
    },
    async *read(carried) {
      for await (const document of carried) {
        const record = now.get(nameOf(document));
        if (record) yield record;
      }
    },
  };
}

/** An OSV advisory about versions of an npm package before the one that repairs it. */
export function advisoryRecord(id: string, name: string, fixed: string, summary = 'bad'): EvidenceRecord {
  const content = JSON.stringify({
    ...{ schema_version: '1.6.0', id, summary, modified: '2025-06-01T00:00:00Z' },
    affected: [
      { package: { ecosystem: 'npm', name }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed }] }] },
    ],
  });
  return recordOf({ kind: 'advisories', id, source: 'osv', content });
}

/** An OpenVEX document with one statement. */
export function vexRecord(id: string, advisory: string, purl: string, status = 'fixed'): EvidenceRecord {
  const statement = { vulnerability: { name: advisory }, status, products: [{ '@id': purl }] };
  const content = JSON.stringify({
    ...{ '@context': 'https://openvex.dev/ns/v0.2.0', '@id': id, author: 'vendor', version: 1 },
    timestamp: '2025-05-01T00:00:00Z',
    statements: [statement],
  });
  return recordOf({ kind: 'vex', id, source: 'vendor', content });
}

/** A CycloneDX SBOM of one subject. */
export function sbomRecord(name: string, version: string, purls: readonly string[]): EvidenceRecord {
  const id = `urn:uuid:00000000-0000-4000-8000-${Buffer.from(name).toString('hex').padEnd(12, '0').slice(0, 12)}`;
  const content = JSON.stringify({
    ...{ bomFormat: 'CycloneDX', specVersion: '1.5', serialNumber: id, version: 1 },
    metadata: { timestamp: '2025-06-01T00:00:00Z', component: { type: 'application', name, version } },
    components: purls.map((purl) => ({ type: 'library', name: purl, purl })),
  });
  return recordOf({ kind: 'sboms', id, source: 'ci', content, subject: `${name}@${version}` });
}

/** Five days on which documents appear, change, vanish, come back as they were, and come back changed. */
export const fiveDays: readonly EvidenceDay[] = fiveDaysOf();

function fiveDaysOf(): EvidenceDay[] {
  const many = Array.from({ length: 60 }, (_, at) =>
    advisoryRecord(`OSV-${String(at).padStart(3, '0')}`, `package-${at % 7}`, `${at % 3}.5.0`),
  );
  const web = (version: string) => sbomRecord('web', version, ['pkg:npm/package-1@1.0.0', 'pkg:npm/package-2@2.0.0']);
  const shop = sbomRecord('Shop/Front', '1.0', ['pkg:npm/package-3@0.1.0', 'pkg:npm/%40scope/none@1.0.0']);
  const unreadable = recordOf({
    ...{ kind: 'sboms', id: 'urn:unreadable', source: 'ci', subject: 'old@1' },
    content: '{"bomFormat":"CycloneDX","specVersion":"9.9"}',
  });
  const fixed = vexRecord('urn:vex:1', 'OSV-001', 'pkg:npm/package-1@1.0.0', 'not_affected');
  const affected = vexRecord('urn:vex:1', 'OSV-001', 'pkg:npm/package-1@1.0.0', 'affected');
  const other = vexRecord('urn:vex:2', 'OSV-003', 'pkg:npm/package-3@0.1.0', 'fixed');
  const changed = advisoryRecord('OSV-010', 'package-3', '9.9.9', 'changed');
  return [
    [...many, fixed, web('1.0'), shop, unreadable],
    [
      ...many.filter(({ id }) => id !== 'OSV-010' && id !== 'OSV-020'),
      changed,
      fixed,
      other,
      web('1.1'),
      shop,
      unreadable,
    ],
    [...many.slice(0, 30), affected, other, shop],
    [...many, affected, web('1.0'), shop, unreadable],
    [
      ...many.slice(10),
      advisoryRecord('\u{1F600}', 'package-2', '5.0.0'),
      advisoryRecord('\uFF5E', 'package-2', '5.0.0'),
      other,
      web('1.0'),
    ],
  ];
}
