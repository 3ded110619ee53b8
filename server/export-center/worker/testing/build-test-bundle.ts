import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BundleVerdict } from '../../../verification/verdict.ts';
import { type RunEncryption } from '../../encryption/run-encryption.ts';
import { type SignatureMemory, createTransientSignatureMemory } from '../../signing/signature-memory.ts';
import { type TenantKeyStore, createFileTenantKeyStore } from '../../signing/tenant-key-store.ts';
import { type BundlePlan } from '../bundle-plan.ts';
import { type EvidenceRecord } from '../evidence-record.ts';
import { type BundleJob, type StepProgress } from '../staging/bundle-job.ts';
import { type FinishedStep } from '../staging/run-step.ts';
import { type Collected, collectRecords } from '../steps/collect-records.ts';
import { type BundleDescription, describeArtifacts } from '../steps/describe-artifacts.ts';
import { makeArtifacts } from '../steps/make-artifacts.ts';
import { type PackedBundle, packSignedBundle } from '../steps/pack-signed-bundle.ts';
import { signBundle } from '../steps/sign-bundle.ts';
import { verifyPackedBundle } from '../steps/verify-packed-bundle.ts';
import { type WorkerThreads } from '../threads/worker-threads.ts';

export const testPlan: BundlePlan = {
  runId: 'run-20251029-01',
  tenant: 'acme',
  profile: { id: 'prof-nightly', name: 'nightly', kind: 'json', variant: 'raw', revision: 3 },
  include: ['advisories', 'vex', 'sboms'],
  selectors: { products: [], ecosystems: ['Go'], sbomSubjects: [] },
  policy: null,
  policyVersion: null,
  trivy: null,
  compression: { codec: 'zstd', level: 3 },
  encryption: null,
  base: null,
  resetBaseline: false,
  redaction: [],
  dayNumber: 1,
  expiresAt: '2025-11-28T00:00:00.000Z',
  createdAt: '2025-10-29T00:00:00.000Z',
};

export interface TestBundleOptions {
  readonly folder: string;
  readonly threads: WorkerThreads;
  readonly records?: Iterable<EvidenceRecord> | AsyncIterable<EvidenceRecord>;
  /** Takes the place of collecting `records`. */
  readonly collect?: (job: BundleJob) => Promise<FinishedStep<Collected>>;
  readonly plan?: Partial<BundlePlan>;
  readonly keys?: TenantKeyStore;
  readonly memory?: SignatureMemory;
  /** Needed where the plan encrypts. */
  readonly encryption?: RunEncryption;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: StepProgress) => void;
}

export interface TestBundle {
  readonly packed: PackedBundle;
  readonly described: BundleDescription;
  readonly verdict: BundleVerdict;
  readonly keys: TenantKeyStore;
  /** The finished file. */
  readonly file: string;
  /** A file of the bundle, as staged. */
  read(path: string): Promise<Buffer>;
}

/** All steps of a run in a row, as the run executor takes them. */
export async function buildTestBundle(options: TestBundleOptions): Promise<TestBundle> {
  const { folder, threads, records = [], memory = createTransientSignatureMemory() } = options;
  const keys = options.keys ?? testKeys(folder);
  const job: BundleJob = {
    plan: { ...testPlan, ...options.plan },
    folder: join(folder, 'staging'),
    threads,
    signal: options.signal ?? new AbortController().signal,
    onProgress: options.onProgress ?? (() => undefined),
  };
  const signer = await keys.signer(job.plan.tenant);
  const collect = options.collect ?? ((of) => collectRecords(of, { open: () => iterate(records), expectedRecords: 0 }));
  const collected = await collect(job);
  const made = await makeArtifacts(job, collected, options.encryption);
  const described = await describeArtifacts(job, made, { signer, memory });
  const signed = await signBundle(job, { made, described }, { signer, memory });
  const packed = await packSignedBundle(job, made, [described, signed]);
  const verified = await verifyPackedBundle(job, { made, packed }, await keys.publicKeys(job.plan.tenant));
  return {
    packed: packed.result,
    described: described.result,
    verdict: verified.result,
    keys,
    file: join(job.folder, packed.result.path),
    read: (path) => readFile(join(job.folder, 'bundle', path)),
  };
}

export function testKeys(folder: string): TenantKeyStore {
  return createFileTenantKeyStore({ folder: join(folder, 'keys'), now: () => new Date('2025-10-01T00:00:00.000Z') });
}

async function* iterate<Item>(items: Iterable<Item> | AsyncIterable<Item>): AsyncGenerator<Item> {
  for await (const item of items) yield item;
}
