import { claimPrune } from '../../contracts/evidence-locker/operations.ts';
import type { PruneClaim } from '../../contracts/evidence-locker/bundle.ts';
import type { Run } from '../../contracts/export-center/run.ts';
import type { Database } from '../../kernel/database/database.ts';
import { AppError } from '../../kernel/http/errors.ts';
import type { ServiceClient } from '../../kernel/http/service-client.ts';
import type { Logger } from '../../kernel/logging/logger.ts';
import type { ObjectStore } from '../../kernel/objects/object-store.ts';
import type { Actor } from '../actor.ts';
import type { LockerOutbox } from '../locker/locker-outbox.ts';
import type { RunJournal } from './run-journal.ts';
import type { RunService } from './run-service.ts';
import type { RunStore } from './run-store.ts';
import { bundleOf } from './stored-bundle.ts';

/** A claim with less than this left is not used: clocks differ, and the deletion itself takes time. */
const marginMs = 5_000;

export interface DeleteServices {
  readonly database: Database;
  readonly objects: ObjectStore;
  readonly locker: ServiceClient;
  readonly outbox: LockerOutbox;
  readonly runs: RunStore;
  readonly service: RunService;
  readonly journal: RunJournal;
  readonly logger: Logger;
}

/**
 * Deletes the bundle of a run, and its documents with it. The Evidence Locker must grant a claim first: a hold refuses it (409 `ERR_HELD`), and
 * so does a locker that cannot be reached (503). The run is marked expired before the bytes go, so that a crash in
 * between leaves an object that no run refers to, which the workers sweep away, never a run whose bundle is missing.
 */
export async function deleteBundle(services: DeleteServices, actor: Actor, runId: string): Promise<Run> {
  const bundle = bundleOf(await services.service.row(actor.tenant, runId));
  const granted = await claim(services, actor, runId, bundle.sha256);
  const expired = await markExpired(services, actor, runId, granted).catch(async (error: unknown) => {
    await giveBack(services, actor.tenant, granted);
    throw error;
  });
  const { objectKey, documentsKey = objectKey } = bundle;
  for (const key of new Set([objectKey, documentsKey])) await deleteObject(services, actor.tenant, key);
  return expired;
}

async function claim({ locker }: DeleteServices, actor: Actor, runId: string, digest: string): Promise<PruneClaim> {
  const { tenant, traceId, operator } = actor;
  const body = { digest, runId, reason: operator?.reason ?? 'deleted by a person' };
  try {
    return await locker.call(claimPrune, { tenant, body, traceId });
  } catch (cause) {
    if (cause instanceof AppError && cause.code === 'ERR_HELD') throw cause;
    throw notDeleted('The Evidence Locker did not grant the deletion', cause);
  }
}

async function markExpired(
  { database, outbox, runs, service, journal }: DeleteServices,
  actor: Actor,
  runId: string,
  { claimId, expiresAt }: PruneClaim,
): Promise<Run> {
  return database.transaction(async () => {
    const row = await runs.update({ tenant: actor.tenant, runId }, ['succeeded'], {
      status: 'expired',
      expires_at: new Date(),
      operator: actor.operator && JSON.stringify(actor.operator),
    });
    if (!row) throw new AppError('ERR_CONFLICT', `Run ${runId} has changed meanwhile. Read it again.`);
    if (Date.now() >= Date.parse(expiresAt) - marginMs) throw notDeleted('The deletion took longer than it may');
    await journal.byPerson(actor, row, 'run.expired', 'export.run.expired');
    await outbox.put(actor.tenant, { type: 'claim-ended', claimId, outcome: 'deleted' });
    return service.view(row, []);
  });
}

/** Holds that wait for the claim then need not wait for its expiry. */
async function giveBack({ outbox, logger }: DeleteServices, tenant: string, { claimId }: PruneClaim): Promise<void> {
  await outbox.put(tenant, { type: 'claim-ended', claimId, outcome: 'abandoned' }).catch((error: unknown) => {
    logger.warn({ error, tenant, claimId }, 'A prune claim could not be given back; it expires');
  });
}

async function deleteObject({ objects, runs, logger }: DeleteServices, tenant: string, key: string): Promise<void> {
  try {
    if (!(await runs.refersTo(key))) await objects.delete(key);
  } catch (error) {
    logger.error(
      { error, tenant, objectKey: key },
      'A bundle that expired could not be deleted; the sweep tries again',
    );
  }
}

function notDeleted(why: string, cause?: unknown): AppError {
  return new AppError('ERR_UNAVAILABLE', `${why}, so nothing was deleted. Try again.`, { cause });
}
