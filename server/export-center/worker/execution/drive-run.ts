import type { Logger } from '../../../kernel/logging/logger.ts';
import { forgetEncryptedFiles } from '../../encryption/encrypted-files.ts';
import type { ExportMetrics } from '../../metrics.ts';
import type { RunRow } from '../../runs/run-store.ts';
import { ExportError } from '../export-error.ts';
import { buildRun, type BuildServices } from './build-run.ts';
import { CancelledError, LeaseLostError } from './interruptions.ts';
import { failureOf, killsItsWorkers, type RunFailure } from './recovery.ts';
import type { RunLease } from './run-lease.ts';
import { removeLeasedStaging, removeStaging } from './staging-folder.ts';

/** How often workers may take a run up before it counts as one that ends them. */
const maxStarts = 10;

export interface DriveServices extends BuildServices {
  readonly metrics: Pick<ExportMetrics, 'runSucceeded' | 'runFailed'>;
  readonly logger: Logger;
}

/**
 * Drives a run to its end; what it fails of is written to the run, not thrown.
 * @throws LeaseLostError where another worker has the run; the reason of `stop` where that was no end of the run.
 */
export async function driveRun(services: DriveServices, lease: RunLease, stop: AbortController): Promise<void> {
  if (lease.run.cancel_requested) return cancel(services, lease);
  if (lease.run.starts > maxStarts) return fail(services, lease, killsItsWorkers);
  try {
    await buildRun(services, lease, stop);
  } catch (thrown) {
    // What stopped the work says more than what the stop made of it.
    return endAfter(services, lease, stop.signal.aborted ? stop.signal.reason : thrown, stop.signal);
  }
  services.metrics.runSucceeded(lease.run);
  services.logger.info({ ...named(lease) }, 'run succeeded');
  if (lease.run.kind === 'mirror') tellOfMirror(services, lease.run);
  await forget(services, lease.run);
}

/** Under the names that a central log is searched for (mirror-bundles.md, section 6, "Audit logging"). */
function tellOfMirror({ logger }: DriveServices, { tenant, run_id: runId, bundle }: RunRow): void {
  const mirror = { tenant, runId, file: bundle?.fileName, digest: bundle?.sha256, bytes: bundle?.bytes };
  logger.info({ event: 'mirror.bundle.created', ...mirror }, 'mirror created');
  if (bundle?.encrypted) logger.info({ event: 'mirror.encryption.enabled', ...mirror }, 'mirror encrypted');
}

async function endAfter(
  services: DriveServices,
  lease: RunLease,
  thrown: unknown,
  stopped: AbortSignal,
): Promise<void> {
  if (thrown instanceof LeaseLostError) throw thrown;
  if (thrown instanceof CancelledError) return cancel(services, lease);
  // Stopped from outside, and not by the run's own time limit: the worker ends, the run does not.
  if (stopped.aborted && !(thrown instanceof ExportError)) throw thrown;
  services.logger.error({ ...named(lease), error: thrown }, 'a run met an error');
  if (thrown instanceof ExportError && thrown.code === 'ERR_EXPORT_UNSUPPORTED_SCHEMA') tellOfSchema(services, lease);
  return fail(services, lease, failureOf(thrown));
}

/** Under the name that a central log is searched for (bundles.md, "Kinds"). */
function tellOfSchema({ logger }: DriveServices, lease: RunLease): void {
  const version = lease.run.parameters.draft.trivy?.schemaVersion;
  const event = 'adapter.trivy.unsupported_schema_version';
  logger.warn({ event, ...named(lease), version }, 'the schema version of a Trivy database is not supported');
}

async function cancel(services: DriveServices, lease: RunLease): Promise<void> {
  await lease.cancelled();
  services.logger.info(named(lease), 'run cancelled');
  await removeStaging(services.stagingFolder, lease.run);
  await forget(services, lease.run);
}

async function fail(services: DriveServices, lease: RunLease, failure: RunFailure): Promise<void> {
  // First, since the database may stand on the disk that this fills.
  if (failure.freesStorage) await removeLeasedStaging(services.stagingFolder, lease.run);
  await lease.fail(failure);
  const { status, attempt } = lease.run;
  services.logger.warn({ ...named(lease), status, attempt, errorCode: failure.code }, 'run failed');
  if (status === 'failed') services.metrics.runFailed(lease.run);
  // Otherwise a next attempt takes up what is whole; housekeeping deletes what nobody retries.
  if (!failure.freesStorage) return;
  await removeStaging(services.stagingFolder, lease.run);
  await forget(services, lease.run);
}

/** The encrypted files of a run that has ended; what stays for some failure, housekeeping deletes. */
async function forget(services: DriveServices, { tenant, run_id: runId, parameters }: RunRow): Promise<void> {
  if (!parameters.draft.encryption.enabled) return;
  await forgetEncryptedFiles(services, { tenant, runId }).catch((error: unknown) => {
    services.logger.warn({ tenant, runId, error }, 'the encrypted files of a run could not be deleted');
  });
}

function named({ run }: RunLease): { tenant: string; runId: string; profileId: string } {
  return { tenant: run.tenant, runId: run.run_id, profileId: run.profile_id };
}
