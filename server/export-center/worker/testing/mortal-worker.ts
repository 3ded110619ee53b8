// Run as a process of its own by specs: an Export Center with a worker on the given data, which submits a run where
// none is given, kills itself when the run enters a phase, or prints how the run ended.
import { profileDraft } from '../../../contracts/export-center/profile.ts';
import { runSubmission } from '../../../contracts/export-center/run.ts';
import { openDatabase } from '../../../kernel/database/database.ts';
import { migrate } from '../../../kernel/database/migrate.ts';
import { silentLogger } from '../../../testing/test-logger.ts';
import { exportCenterMigrations } from '../../migrations.ts';
import { submitRun } from '../../runs/submit-run.ts';
import { eventually } from '../../testing/eventually.ts';
import { startTrialCenter } from '../../testing/trial-center.ts';
import { RunLease } from '../execution/run-lease.ts';

export interface MortalWorkerTask {
  readonly dataDir: string;
  readonly url: string | null;
  /** Goes on with this run; submits a new one where there is none. */
  readonly runId: string | null;
  /** Dies when the run enters the phase, or once its bundle is stored; ends once it is `submitted`; null to live on. */
  readonly dieAt: string | null;
}

const task = JSON.parse(process.argv[2] ?? '') as MortalWorkerTask;
const { dataDir, url, dieAt } = task;
const database = await openDatabase({ dataDir, url: url ?? undefined, logger: silentLogger });
await migrate(database, { export_center: exportCenterMigrations });
const trial = await startTrialCenter({ database, dataDir });
const runId = task.runId ?? (await submitNew());
process.stdout.write(`${runId}\n`);
if (dieAt === 'submitted') process.exit(0);
if (dieAt !== null) dieWhenReached(dieAt);
const worker = await trial.startWorker();
const run = await eventually('the end of the run', async () => {
  const row = await trial.center.runs.find('acme', runId);
  return row?.status === 'succeeded' || row?.status === 'failed' ? row : undefined;
});
await worker.stop(5_000);
process.stdout.write(`${JSON.stringify({ ...run, objects: await countObjects() })}\n`);
process.exit(0);

async function submitNew(): Promise<string> {
  const actor = { tenant: 'acme', subject: 'operator', name: 'operator', traceId: 'spec', operator: null };
  const draft = profileDraft.parse({
    ...{ name: `nightly-${Date.now()}`, kind: 'mirror', variant: 'full' },
    include: ['advisories', 'vex', 'sboms', 'findings'],
    policySnapshotMode: 'optional',
  });
  const { profileId } = await trial.center.profiles.create(actor, draft);
  return (await submitRun({ ...trial.center, database }, actor, runSubmission.parse({ profileId }))).runId;
}

/** `kill -9` of itself: nothing runs after it, no lease is handed back, no file is closed. */
function dieWhenReached(place: string): void {
  const die = (): void => void process.kill(process.pid, 'SIGKILL');
  const enter = methodOf('enter');
  const succeed = methodOf('succeed');
  RunLease.prototype.enter = async function (phase) {
    await enter.call(this, phase);
    if (phase === place) die();
  };
  RunLease.prototype.succeed = async function (result) {
    if (place === 'stored') die();
    await succeed.call(this, result);
  };
}

function methodOf(name: 'enter' | 'succeed') {
  const method: unknown = Object.getOwnPropertyDescriptor(RunLease.prototype, name)?.value;
  return method as (this: RunLease, argument: unknown) => Promise<void>;
}

/** Everything that is stored: of one run its bundle and the documents beside it. */
async function countObjects(): Promise<number> {
  return (await Array.fromAsync(trial.objects.list(''))).length;
}
