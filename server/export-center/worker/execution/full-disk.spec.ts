import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../../testing/temporary-folder.ts';
import { describeCenter } from '../../testing/describe-center.ts';
import { createProfile, readRun, submit } from '../../testing/run-steps.ts';
import { workerServicesOf } from '../testing/worker-services.ts';
import { createWorkerThreads, type WorkerThreads } from '../threads/worker-threads.ts';
import { driveRun } from './drive-run.ts';
import { RunLease } from './run-lease.ts';
import type { WorkerServices } from './run-worker.ts';

describeCenter('a run that meets a full disk', (center, database) => {
  const folder = temporaryFolder();
  let threads: WorkerThreads;
  beforeAll(() => (threads = createWorkerThreads({ threads: 1 })));
  afterAll(() => threads.close());

  const services = (isFull: () => boolean): WorkerServices =>
    workerServicesOf(center(), {
      ...{ database: database(), folder: folder() },
      threads: {
        ...threads,
        run: (name, ...rest) =>
          isFull() && name === 'packBundle'
            ? Promise.reject(Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' }))
            : threads.run(name, ...rest),
      },
    });

  it('makes room before it says so, since the database may stand on the same disk, and succeeds once there is room', async () => {
    const operator = await center().as();
    const runId = await submit(operator, { profileId: (await createProfile(center())).profileId });
    let full = true;
    const attempt = async () => {
      const lease = await RunLease.take(
        services(() => full),
        { tenant: 'acme', runId },
      );
      if (!(lease instanceof RunLease)) throw new Error(`The run is ${lease}`);
      await driveRun(
        services(() => full),
        lease,
        new AbortController(),
      );
      return readRun(operator, runId);
    };
    const left: string[][] = [];
    spyOn(center().center.queue, 'send').and.callFake(async () => {
      left.push(await readdir(join(folder(), 'acme', runId)).catch(() => []));
    });
    const failed = await attempt();
    expect([failed.status, failed.attempt]).toEqual(['pending', 2]);
    expect([failed.error?.code, failed.error?.phase]).toEqual(['internal', 'sign']);
    expect(failed.error?.recovery).toMatch(/^Make room/);
    expect(left).withContext('what lay in staging when the failure was written').toEqual([[]]);
    expect(await readdir(join(folder(), 'acme'))).toEqual([]);
    full = false;
    expect((await attempt()).status).toBe('succeeded');
  });
});
