import type { RunVerification } from '../../contracts/export-center/run.ts';
import type { Database } from '../../kernel/database/database.ts';
import { ObjectMissingError, type ObjectStore } from '../../kernel/objects/object-store.ts';
import { layoutOf } from '../../verification/bundle-layout.ts';
import { isSound } from '../../verification/verdict.ts';
import type { Actor } from '../actor.ts';
import type { ExportMetrics } from '../metrics.ts';
import type { TenantKeyStore } from '../signing/tenant-key-store.ts';
import type { WorkerThreads } from '../worker/threads/worker-threads.ts';
import { verifyStoredBundle } from '../worker/verify-stored-bundle.ts';
import type { RunJournal } from './run-journal.ts';
import type { RunService } from './run-service.ts';
import type { RunRow, RunStore } from './run-store.ts';
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
  const bundle = {
    ...(await openBundle(objects, row)),
    keys: await keys.publicKeys(actor.tenant),
    profile: { kind: row.kind, variant: row.variant },
  };
  const verdict = await verifyStoredBundle(threads, bundle, { signal });
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

/** The stored bytes of a bundle, and the documents of one that is a single file. */
async function openBundle(objects: ObjectStore, row: RunRow) {
  const { fileName, sha256, objectKey, documentsKey } = bundleOf(row);
  const open = (key: string) =>
    objects.open(key).catch((error: unknown) => {
      throw error instanceof ObjectMissingError ? bundleMissing(row.run_id, error) : error;
    });
  const isFile = layoutOf(row)?.form === 'file';
  const documents = isFile && documentsKey !== undefined ? await open(documentsKey) : undefined;
  return { fileName, sha256, documents, content: await open(objectKey) };
}
