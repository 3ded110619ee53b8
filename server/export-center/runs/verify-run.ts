import type { RunVerification } from '../../contracts/export-center/run.ts';
import type { Database } from '../../kernel/database/database.ts';
import { AppError } from '../../kernel/http/errors.ts';
import { ObjectMissingError, type ObjectStore } from '../../kernel/objects/object-store.ts';
import { isSound } from '../../verification/verdict.ts';
import type { Actor } from '../actor.ts';
import type { TenantKeyStore } from '../signing/tenant-key-store.ts';
import type { WorkerThreads } from '../worker/threads/worker-threads.ts';
import { verifyStoredBundle } from '../worker/verify-stored-bundle.ts';
import { bundleOf } from './download-bundle.ts';
import type { RunJournal } from './run-journal.ts';
import type { RunService } from './run-service.ts';
import type { RunStore } from './run-store.ts';
import { verificationView } from './verification-view.ts';

export interface VerifyServices {
  readonly database: Database;
  readonly objects: ObjectStore;
  readonly keys: TenantKeyStore;
  readonly threads: WorkerThreads;
  readonly runs: RunStore;
  readonly service: RunService;
  readonly journal: RunJournal;
}

/** Verifies the stored bundle of a run again, from its bytes, and keeps the verdict with the run. */
export async function verifyRun(
  services: VerifyServices,
  actor: Actor,
  runId: string,
  signal: AbortSignal,
): Promise<RunVerification> {
  const row = await services.service.row(actor.tenant, runId);
  const { fileName, sha256, objectKey } = bundleOf(row);
  const keys = await services.keys.publicKeys(actor.tenant);
  const content = await openStored(services.objects, objectKey, runId);
  const profile = { kind: row.kind, variant: row.variant };
  const verdict = await verifyStoredBundle(services.threads, { fileName, content, sha256, keys, profile }, { signal });
  const verification = verificationView(verdict, new Date());
  await services.database.transaction(async () => {
    const changed = await services.runs.update({ tenant: actor.tenant, runId }, ['succeeded'], {
      verification: JSON.stringify(verification),
    });
    if (!changed) return;
    const kind = isSound(verdict) ? 'export.run.verified' : 'export.run.verification_failed';
    await services.journal.byPerson(actor, changed, 'run.verified', kind);
  });
  return verification;
}

async function openStored(objects: ObjectStore, objectKey: string, runId: string): Promise<AsyncIterable<Uint8Array>> {
  try {
    return await objects.open(objectKey);
  } catch (error) {
    if (!(error instanceof ObjectMissingError)) throw error;
    throw new AppError(
      'ERR_GONE',
      `The bundle of ${runId} is missing from the object store. Restore it or run the profile again.`,
      {
        cause: error,
      },
    );
  }
}
