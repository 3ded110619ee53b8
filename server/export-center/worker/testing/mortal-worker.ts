// Run as a process of its own by specs: an Export Center with a worker on the given data, which submits a run where
// none is given, kills itself when the run enters a phase, or prints how the run ended. The first line of its output is
// the id of the run, the second what was made or how the run ended.
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { profileDraft } from '../../../contracts/export-center/profile.ts';
import { runSubmission } from '../../../contracts/export-center/run.ts';
import { openDatabase } from '../../../kernel/database/database.ts';
import { migrate } from '../../../kernel/database/migrate.ts';
import { createKeyFolder } from '../../../kernel/encryption/key-folder.ts';
import { silentLogger } from '../../../testing/test-logger.ts';
import type { EncryptionTables } from '../../encryption/tables.ts';
import { exportCenterMigrations } from '../../migrations.ts';
import type { RunRow } from '../../runs/run-store.ts';
import { submitRun } from '../../runs/submit-run.ts';
import type { ExportCenterTables } from '../../tables.ts';
import { eventually } from '../../testing/eventually.ts';
import { startTrialCenter } from '../../testing/trial-center.ts';
import { RunLease } from '../execution/run-lease.ts';

export interface MortalWorkerTask {
  readonly dataDir: string;
  readonly url: string | null;
  /** Goes on with this run; submits a new one where there is none. */
  readonly runId: string | null;
  /**
   * Dies when the run enters the phase, or once its artifacts are `made`, or its bundle is `stored`; ends once it is `submitted`;
   * null to live on.
   */
  readonly dieAt: string | null;
  /** Of a new run. */
  readonly encryption: 'age' | 'aes-gcm' | null;
  /** Takes the run from a worker that is known to be dead; otherwise that one's lease has to end first. */
  readonly endsLeases: boolean;
}

/** What no two attempts would make alike, by its name. */
export type MadeOnce = Readonly<Record<string, string>>;

/** Of all that is waited for; a lease takes 15 s to end. */
const patienceMs = 120_000;

const task = JSON.parse(process.argv[2] ?? '') as MortalWorkerTask;
const { dataDir, url, dieAt } = task;
const database = await openDatabase({ dataDir, url: url ?? undefined, logger: silentLogger });
await migrate(database, { export_center: exportCenterMigrations });
const trial = await startTrialCenter({ database, dataDir });
const runId = task.runId ?? (await submitNew());
process.stdout.write(`${runId}\n`);
if (dieAt === 'submitted') process.exit(0);
if (dieAt !== null) dieWhenReached(dieAt);
if (task.endsLeases) await trial.center.runs.endAllLeases();
const worker = await trial.startWorker();
const untilEnd = async () => {
  const row = await trial.center.runs.find('acme', runId);
  return row?.status === 'succeeded' || row?.status === 'failed' ? row : undefined;
};
const run = await eventually('the end of the run', untilEnd, patienceMs);
await worker.stop(5_000);
const ended = { ...run, objects: await countObjects(), made: { ...(await filesOf(run)), ...(await signatures()) } };
process.stdout.write(`${JSON.stringify(ended)}\n`);
process.exit(0);

async function submitNew(): Promise<string> {
  const actor = { tenant: 'acme', subject: 'operator', name: 'operator', traceId: 'spec', operator: null };
  const draft = profileDraft.parse({
    ...{ name: `nightly-${Date.now()}`, kind: 'mirror', variant: 'full' },
    include: ['advisories', 'vex', 'sboms', 'findings'],
    policySnapshotMode: 'optional',
    ...(task.encryption && { encryption: await encryptionOf(task.encryption) }),
  });
  const { profileId } = await trial.center.profiles.create(actor, draft);
  return (await submitRun({ ...trial.center, database }, actor, runSubmission.parse({ profileId }))).runId;
}

async function encryptionOf(mode: 'age' | 'aes-gcm') {
  const name = `spec-${Date.now()}`;
  if (mode === 'aes-gcm') await createKeyFolder(join(dataDir, 'kms')).create(name);
  const recipient = mode === 'age' ? await identityToRecipient(await generateX25519Identity()) : `kms://${name}`;
  return { enabled: true, mode, recipients: [recipient], strict: true };
}

/** `kill -9` of itself: nothing runs after it, no lease is handed back, no file is closed. */
function dieWhenReached(place: string): void {
  const die = async (): Promise<void> => {
    process.stdout.write(`${JSON.stringify({ ...(await keptFiles()), ...(await signatures()) })}\n`);
    process.kill(process.pid, 'SIGKILL');
  };
  const enter = methodOf('enter');
  const built = methodOf('built');
  const succeed = methodOf('succeed');
  RunLease.prototype.enter = async function (phase) {
    await enter.call(this, phase);
    if (phase === place) await die();
  };
  RunLease.prototype.built = async function (artifacts) {
    if (place === 'made') await die();
    await built.call(this, artifacts);
  };
  RunLease.prototype.succeed = async function (result) {
    if (place === 'stored') await die();
    await succeed.call(this, result);
  };
}

function methodOf(name: 'enter' | 'built' | 'succeed') {
  const method: unknown = Object.getOwnPropertyDescriptor(RunLease.prototype, name)?.value;
  return method as (this: RunLease, argument: unknown) => Promise<void>;
}

/** Everything that is stored: of one run its bundle and the documents beside it. */
async function countObjects(): Promise<number> {
  return (await Array.fromAsync(trial.objects.list(''))).length;
}

/** Artifacts that the run has encrypted so far. */
async function keptFiles(): Promise<MadeOnce> {
  const files = await database
    .query<EncryptionTables>()
    .selectFrom('export_center.run_encrypted_files')
    .select(['path', 'sha256'])
    .where('run_id', '=', runId)
    .execute();
  return Object.fromEntries(files.map(({ path, sha256 }) => [path, sha256]));
}

/** Files of a run that has ended, and forgot which ones it has encrypted. */
async function filesOf({ bundle }: RunRow): Promise<MadeOnce> {
  const artifacts = (await trial.center.runs.artifacts('acme', runId)) ?? [];
  const files = [...artifacts, ...(bundle?.documents ?? [])];
  return Object.fromEntries(files.map(({ path, sha256 }) => [path, sha256]));
}

async function signatures(): Promise<MadeOnce> {
  const made = await database
    .query<ExportCenterTables>()
    .selectFrom('export_center.run_signatures')
    .select(['purpose', 'value'])
    .where('run_id', '=', runId)
    .execute();
  return Object.fromEntries(made.map(({ purpose, value }) => [purpose, value]));
}
