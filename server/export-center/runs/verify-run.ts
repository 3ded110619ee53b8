import type { RunVerification } from '../../contracts/export-center/run.ts';
import type { Database } from '../../kernel/database/database.ts';
import { ObjectMissingError, type ObjectStore } from '../../kernel/objects/object-store.ts';
import { isSound } from '../../verification/verdict.ts';
import type { Actor } from '../actor.ts';
import type { ExportMetrics } from '../metrics.ts';
import type { TenantKeyStore } from '../signing/tenant-key-store.ts';
import type { WorkerThreads } from '../worker/threads/worker-threads.ts';
import { verifyStoredBundle } from '../worker/verify-stored-bundle.ts';
import type { RunJournal } from './run-journal.ts';
import type { RunService } from './run-service.ts';
import type { RunStore } from './run-store.ts';
import { bundleMissing, bundleOf } from './stored-bundle.ts';
import { verificationView } from './verification-view.ts';

export interface VerifyServices {
  readonly database: Database;
  readonly objects: ObjectStore;
  readonly keys: TenantKeyStore;
  readonly threads: WorkerThreads;
  readonly runs: RunStore;
  readonly service: RunService;
  readonly journal: RunJournal;
  readonly metrics: Pick<ExportMetrics, 'verifyFailed'>;
}

/** Verifies the stored bundle of a run again, from its bytes, and keeps the verdict with the run. */
export async function verifyRun(
  services: VerifyServices,
  actor: Actor,
  runId: string,
  signal: AbortSignal,
): Promise<RunVerification> {
  const { service, keys, objects, threads, metrics } = services;
  const row = await service.row(actor.tenant, runId);
  const { fileName, sha256, objectKey } = bundleOf(row);
  const trusted = await keys.publicKeys(actor.tenant);
  const content = await openStored(objects, objectKey, runId);
  const profile = { kind: row.kind, variant: row.variant };
  const verdict = await verifyStoredBundle(threads, { fileName, content, sha256, keys: trusted, profile }, { signal });
  metrics.verifyFailed(row.profile_name, verdict.problems);
  const verification = verificationView(verdict, new Date());
  await keepVerdict(services, actor, runId, verification, isSound(verdict) ? 'verified' : 'verification_failed');
  return verification;
}

async function keepVerdict(
  { database, runs, journal }: VerifyServices,
  actor: Actor,
  runId: string,
  verification: RunVerification,
  outcome: 'verified' | 'verification_failed',
): Promise<void> {
  await database.transaction(async () => {
    const change = { verification: JSON.stringify(verification) };
    const changed = await runs.update({ tenant: actor.tenant, runId }, ['succeeded'], change);
    // Deleted while it was read: the verdict is about nothing that is left.
    if (changed) await journal.byPerson(actor, changed, 'run.verified', `export.run.${outcome}`);
  });
}

async function openStored(objects: ObjectStore, objectKey: string, runId: string): Promise<AsyncIterable<Uint8Array>> {
  try {
    return await objects.open(objectKey);
  } catch (error) {
    throw error instanceof ObjectMissingError ? bundleMissing(runId, error) : error;
  }
}
