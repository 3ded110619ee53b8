import type { RunEventData } from '../../../server/contracts/export-center/events.ts';
import type { EvidenceBundle } from '../../../server/contracts/evidence-locker/bundle.ts';
import type { SigningKey } from '../../../server/contracts/export-center/keys.ts';
import type { Artifact, Run, RunVerification } from '../../../server/contracts/export-center/run.ts';
import type { Page } from '../../../server/contracts/lists.ts';

export const passed: RunVerification = {
  signature: 'passed',
  hashes: 'passed',
  provenance: 'passed',
  import: 'passed',
  hashesOk: 5,
  hashesTotal: 5,
  problems: [],
  at: '2026-11-22T09:50:02.000Z',
};

export const notRun: RunVerification = {
  signature: 'not-run',
  hashes: 'not-run',
  provenance: 'not-run',
  import: 'not-run',
  hashesOk: 0,
  hashesTotal: 0,
  problems: [],
  at: null,
};

export const damaged: RunVerification = {
  ...passed,
  hashes: 'failed',
  hashesOk: 4,
  problems: [{ path: 'data/raw/vex/v0.jsonl.zst', reason: 'digest-mismatch', expected: 'aa', actual: 'bb' }],
};

/** A run that has succeeded ten minutes before FakeClock's time, after two seconds. */
export const succeededRun: Run = {
  runId: 'run-20261122-01',
  profileId: 'prof-everything',
  profileName: 'everything-raw',
  profileRevision: 1,
  kind: 'json',
  variant: 'raw',
  tenant: 'acme',
  trigger: 'manual',
  priority: 'normal',
  status: 'succeeded',
  phase: 'distribute',
  phases: [
    { phase: 'plan', startedAt: '2026-11-22T09:50:00.000Z', finishedAt: '2026-11-22T09:50:00.400Z' },
    { phase: 'collect', startedAt: '2026-11-22T09:50:00.400Z', finishedAt: '2026-11-22T09:50:02.000Z' },
  ],
  attempt: 1,
  maxAttempts: 3,
  progress: { percent: 100, itemsCompleted: 1759, itemsTotal: 1759, bytes: 667_797 },
  createdAt: '2026-11-22T09:49:58.000Z',
  startedAt: '2026-11-22T09:50:00.000Z',
  finishedAt: '2026-11-22T09:50:02.000Z',
  usualSeconds: { p50: 1.7, p95: 3 },
  selectors: { products: [], ecosystems: [], sbomSubjects: [] },
  allowEmpty: false,
  policyVersion: null,
  policySnapshotId: null,
  inputsHash: `sha256:${'1'.repeat(64)}`,
  rerunHash: `sha256:${'2'.repeat(64)}`,
  counts: { advisories: 1749, vex: 7, sboms: 3, policyEvaluations: 0 },
  bundle: {
    fileName: 'run-20261122-01.tar.zst',
    bytes: 667_797,
    sha256: `sha256:${'3'.repeat(64)}`,
    mediaType: 'application/zstd',
    encrypted: false,
  },
  signatures: [{ path: 'signatures/export.sig', keyId: 'key-1', algorithm: 'ECDSA-P256-SHA256' }],
  verification: passed,
  distribution: [],
  error: null,
  baseRunId: null,
  heldBy: [],
  incidentId: null,
  expiresAt: '2026-12-22T09:50:02.000Z',
  operator: null,
  createdBy: 'Ada Admin',
};

/** What a run is before it has come to anything. */
const unfinished: Partial<Run> = {
  finishedAt: null,
  phases: [],
  inputsHash: null,
  rerunHash: null,
  counts: null,
  bundle: null,
  signatures: [],
  verification: notRun,
  expiresAt: null,
};

export const runningRun: Run = {
  ...succeededRun,
  ...unfinished,
  runId: 'run-20261122-02',
  status: 'running',
  phase: 'build',
  startedAt: '2026-11-22T09:59:59.000Z',
  progress: { percent: 40, itemsCompleted: 704, itemsTotal: 1759, bytes: 0 },
};

export const pendingRun: Run = {
  ...succeededRun,
  ...unfinished,
  runId: 'run-20261122-03',
  status: 'pending',
  phase: null,
  startedAt: null,
  progress: { percent: 0, itemsCompleted: 0, itemsTotal: 0, bytes: 0 },
};

export const failedRun: Run = {
  ...succeededRun,
  ...unfinished,
  runId: 'run-20261122-04',
  status: 'failed',
  phase: 'plan',
  phases: [{ phase: 'plan', startedAt: '2026-11-22T09:50:00.000Z', finishedAt: null }],
  finishedAt: '2026-11-22T09:50:00.010Z',
  progress: { percent: 0, itemsCompleted: 0, itemsTotal: 0, bytes: 0 },
  error: {
    code: 'ERR_EXPORT_EMPTY',
    phase: 'plan',
    message: 'The selectors of this run match no evidence of the tenant.',
    recovery: 'Widen the selectors.',
    action: null,
  },
};

export const artifacts: readonly Artifact[] = [
  {
    path: 'data/raw/advisories/a0.jsonl.zst',
    sha256: `sha256:${'4'.repeat(64)}`,
    bytes: 392_377,
    mediaType: 'application/x-ndjson+zstd',
    records: 1749,
    compression: 'zstd',
  },
];

export const signingKeys: readonly SigningKey[] = [
  {
    keyId: 'key-2',
    algorithm: 'ECDSA-P256-SHA256',
    publicKeyPem: '-----BEGIN PUBLIC KEY-----\nTWO\n-----END PUBLIC KEY-----\n',
    fingerprint: `sha256:${'b'.repeat(64)}`,
    current: true,
    createdAt: '2026-11-22T09:55:00.000Z',
  },
  {
    keyId: 'key-1',
    algorithm: 'ECDSA-P256-SHA256',
    publicKeyPem: '-----BEGIN PUBLIC KEY-----\nONE\n-----END PUBLIC KEY-----\n',
    fingerprint: `sha256:${'a'.repeat(64)}`,
    current: false,
    createdAt: '2026-11-01T09:00:00.000Z',
  },
];

/** What the locker knows about the bundle of a run. */
export function registeredBundle({ runId }: Run, heldBy: EvidenceBundle['heldBy'] = []): EvidenceBundle {
  return {
    bundleId: 'bndl-1234',
    kind: 'export',
    tier: 'hot',
    digest: `sha256:${'3'.repeat(64)}`,
    bytes: 667_797,
    fileName: `${runId}.tar.zst`,
    objectRef: 'bundles/33/3333',
    source: { runId, profileId: 'prof-everything', scanId: null },
    createdAt: '2026-11-22T09:50:02.000Z',
    purgeAfter: '2026-12-22T09:50:02.000Z',
    prunedAt: null,
    heldBy,
  };
}

export function pageOf<Item>(
  items: readonly Item[],
  { total = items.length, nextCursor = null as string | null } = {},
): Page<Item> {
  return { items, nextCursor, total };
}

/** The data of an event that tells of the run as it stands here. */
export function eventOf(
  { runId, status, phase, attempt, progress }: Run,
  at = '2026-11-22T10:00:00.000Z',
): RunEventData {
  return { runId, status, phase, attempt, progress, at };
}
