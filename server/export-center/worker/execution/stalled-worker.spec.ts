import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { temporaryFolder } from '../../../testing/temporary-folder.ts';
import type { CenterCaller } from '../../testing/center-caller.ts';
import { describeCenter } from '../../testing/describe-center.ts';
import { createProfile, readRun, submit } from '../../testing/run-steps.ts';
import type { TaskName } from '../threads/tasks.ts';
import { workerServicesOf } from '../testing/worker-services.ts';
import { createWorkerThreads, type WorkerThreads } from '../threads/worker-threads.ts';
import { driveRun } from './drive-run.ts';
import { LeaseLostError } from './interruptions.ts';
import { RunLease } from './run-lease.ts';
import type { WorkerServices } from './run-worker.ts';

/** What a worker waits for around its tasks. */
interface Stalls {
  before(task: TaskName): Promise<void>;
  after(task: TaskName): Promise<void>;
}

/** Workers that share DATA_DIR, as deployment.md asks, share the folder in which runs are built. */
describeCenter('a worker that was taken for dead', (center, database) => {
  const folder = temporaryFolder();
  let threads: WorkerThreads;
  let operator: CenterCaller;
  let profileId: string;
  beforeAll(async () => {
    threads = createWorkerThreads({ threads: 2 });
    operator = await center().as();
    const recipients = [await identityToRecipient(await generateX25519Identity())];
    const encryption = { enabled: true, mode: 'age', recipients, strict: true } as const;
    ({ profileId } = await createProfile(center(), { encryption }));
  });
  afterAll(() => threads.close());

  const servicesOf = (stalls: Stalls): WorkerServices =>
    workerServicesOf(center(), {
      ...{ database: database(), folder: folder() },
      threads: {
        ...threads,
        run: (name, ...rest) =>
          stalls.before(name).then(() => threads.run(name, ...rest).finally(() => stalls.after(name))),
      },
    });

  async function take(runId: string, stalls: Stalls) {
    const services = servicesOf(stalls);
    const lease = await RunLease.take(services, { tenant: 'acme', runId });
    if (!(lease instanceof RunLease)) throw new Error(`The run is ${lease}`);
    const stop = new AbortController();
    return { stop, ended: driveRun(services, lease, stop) };
  }

  it('does not disturb its successor, though both write to one disk', async () => {
    const runId = await submit(operator, { profileId });
    const [stalled, wakesUp] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const [encrypted, goesOn] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const nothing = () => Promise.resolve();
    const first = await take(runId, {
      async before(task) {
        if (task !== 'encryptFiles') return;
        stalled.resolve(undefined);
        await wakesUp.promise;
      },
      after(task) {
        // Only now it hears that the run is another's: what it was doing is done.
        if (task === 'encryptFiles') first.stop.abort(new LeaseLostError('taken'));
        return Promise.resolve();
      },
    });
    await stalled.promise;
    await center().center.runs.update({ tenant: 'acme', runId }, ['running'], { lease_until: new Date(0) });
    const second = await take(runId, {
      before: nothing,
      async after(task) {
        if (task !== 'encryptFiles') return;
        encrypted.resolve(undefined);
        await goesOn.promise;
      },
    });
    await encrypted.promise;
    wakesUp.resolve(undefined);
    await expectAsync(first.ended).toBeRejectedWithError(LeaseLostError);
    goesOn.resolve(undefined);
    await second.ended;

    const run = await readRun(operator, runId);
    expect([run.status, run.attempt, run.error]).toEqual(['succeeded', 1, null]);
    const { body } = await operator.post<{ problems: unknown[] }>(`/api/export/runs/${runId}/verify`);
    expect(body.problems).toEqual([]);
    expect(await readdir(join(folder(), 'acme')))
      .withContext('staging folders')
      .toEqual([]);
  });
});
