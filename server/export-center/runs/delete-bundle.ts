import { claimPrune } from '../../contracts/evidence-locker/operations.ts';
import type { Run } from '../../contracts/export-center/run.ts';
import type { Database } from '../../kernel/database/database.ts';
import { AppError } from '../../kernel/http/errors.ts';
import type { ServiceClient } from '../../kernel/http/service-client.ts';
import type { ObjectStore } from '../../kernel/objects/object-store.ts';
import type { Actor } from '../actor.ts';
import type { LockerOutbox } from '../locker/locker-outbox.ts';
import type { RunJournal } from './run-journal.ts';
import type { RunService } from './run-service.ts';
import type { RunStore } from './run-store.ts';

export interface DeleteServices {
  readonly database: Database;
  readonly objects: ObjectStore;
  readonly locker: ServiceClient;
  readonly outbox: LockerOutbox;
  readonly runs: RunStore;
  readonly service: RunService;
  readonly journal: RunJournal;
}

/**
 * Deletes the bundle of a run. The Evidence Locker must grant a claim first: a hold refuses it (409 `ERR_HELD`), and
 * so does a locker that cannot be reached (503). The run is marked expired before the bytes go, so that a crash in
 * between leaves an unreferenced object, never a run whose bundle is missing.
 */
export async function deleteBundle(services: DeleteServices, actor: Actor, runId: string): Promise<Run> {
  const { service, objects, runs } = services;
  const { bundle, status } = await service.row(actor.tenant, runId);
  if (status === 'expired') throw new AppError('ERR_GONE', `The bundle of ${runId} has been deleted already.`);
  if (status !== 'succeeded' || !bundle)
    throw new AppError('ERR_CONFLICT', `Run ${runId} is ${status} and has no bundle.`);

  const { claimId, expiresAt } = await claim(services, actor, runId, bundle.sha256);
  const expired = await markExpired(services, actor, runId, claimId, expiresAt);
  if (!(await runs.refersTo(bundle.objectKey))) await objects.delete(bundle.objectKey);
  return expired;
}

async function claim({ locker }: DeleteServices, actor: Actor, runId: string, digest: string) {
  const reason = actor.operator?.reason ?? 'deleted by a person';
  try {
    return await locker.call(claimPrune, {
      tenant: actor.tenant,
      body: { digest, runId, reason },
      traceId: actor.traceId,
    });
  } catch (error) {
    if (error instanceof AppError && error.code === 'ERR_HELD') throw error;
    throw new AppError(
      'ERR_UNAVAILABLE',
      'The Evidence Locker did not grant the deletion, so nothing was deleted. Try again.',
      {
        cause: error,
      },
    );
  }
}

async function markExpired(
  { database, outbox, runs, service, journal }: DeleteServices,
  actor: Actor,
  runId: string,
  claimId: string,
  claimExpiresAt: string,
): Promise<Run> {
  return database.transaction(async () => {
    const row = await runs.update({ tenant: actor.tenant, runId }, ['succeeded'], {
      status: 'expired',
      expires_at: new Date(),
      operator: JSON.stringify(actor.operator),
    });
    if (!row) throw new AppError('ERR_CONFLICT', `Run ${runId} has changed meanwhile. Read it again.`);
    if (Date.now() >= Date.parse(claimExpiresAt)) {
      throw new AppError(
        'ERR_UNAVAILABLE',
        'The deletion took longer than it was allowed to, so nothing was deleted. Try again.',
      );
    }
    await journal.byPerson(actor, row, 'run.expired', 'export.run.expired');
    await outbox.put(actor.tenant, { type: 'claim-ended', claimId, outcome: 'deleted' });
    return service.view(row, []);
  });
}
