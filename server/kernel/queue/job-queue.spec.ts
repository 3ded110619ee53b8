import { sql } from 'kysely';
import { recordingLogger } from '../../testing/test-logger.ts';
import { describeWithDatabase } from '../../testing/test-database.ts';
import { createJobQueue } from './create-job-queue.ts';
import type { Job, JobQueue } from './job-queue.ts';

const once = { retryLimit: 0, expireInSeconds: 60 };

describeWithDatabase('The job queue', (database) => {
  const { logger } = recordingLogger();
  let queue: JobQueue;
  let name: string;
  let names = 0;

  beforeAll(async () => {
    queue = await createJobQueue(database(), logger);
  });
  afterAll(() => queue.stop({ timeoutMs: 1000 }));
  beforeEach(() => {
    name = `spec-${(names += 1)}`;
  });

  /** Works the queue and hands the jobs to the spec as they come. */
  const collect = async (
    handle: (job: Job<{ n: number }>) => Promise<void> = () => Promise.resolve(),
    concurrency = 1,
  ) => {
    const jobs: Job<{ n: number }>[] = [];
    let changed = Promise.withResolvers<undefined>();
    await queue.work<{ n: number }>(name, { concurrency }, async (job) => {
      jobs.push(job);
      changed.resolve(undefined);
      await handle(job);
    });
    return async (count: number) => {
      while (jobs.length < count) {
        changed = Promise.withResolvers();
        await changed.promise;
      }
      return jobs;
    };
  };

  it('runs a job with its data, as the first attempt', async () => {
    await queue.define(name, once);
    // Looked at while the job runs: when it has ended, the queue ends its signal, too.
    const aborted: boolean[] = [];
    const ran = await collect(({ signal }) => Promise.resolve(void aborted.push(signal.aborted)));
    const id = await queue.send(name, { n: 1 });
    const [job] = await ran(1);
    expect(job).toEqual(jasmine.objectContaining({ id, data: { n: 1 }, attempt: 1 }));
    expect(aborted).toEqual([false]);
  });

  it('takes no job of a transaction that rolled back, and each of one that committed', async () => {
    await queue.define(name, once);
    const ran = await collect();
    const lost = database().transaction(async () => {
      await queue.send(name, { n: 1 });
      throw new Error('no');
    });
    await expectAsync(lost).toBeRejectedWithError('no');
    await database().transaction(async () => {
      await queue.send(name, { n: 2 });
      await queue.send(name, { n: 3 });
    });
    expect((await ran(2)).map(({ data }) => data.n).sort()).toEqual([2, 3]);
  });

  it('takes the higher priority first', async () => {
    await queue.define(name, once);
    for (const [n, priority] of [
      [1, -10],
      [2, 0],
      [3, 10],
    ] as const)
      await queue.send(name, { n }, { priority });
    const ran = await collect();
    expect((await ran(3)).map(({ data }) => data.n)).toEqual([3, 2, 1]);
  });

  it('tries a job again that failed, and counts the attempts', async () => {
    await queue.define(name, { retryLimit: 2, expireInSeconds: 60 });
    const ran = await collect(({ attempt }) =>
      attempt < 3 ? Promise.reject(new Error('not yet')) : Promise.resolve(),
    );
    await queue.send(name, { n: 1 });
    expect((await ran(3)).map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  });

  it('runs as many jobs at once as asked, and a handler may use the database and send', async () => {
    await queue.define(name, once);
    let together = 0;
    let most = 0;
    const both = Promise.withResolvers<undefined>();
    const ran = await collect(async () => {
      most = Math.max(most, (together += 1));
      if (together === 2) both.resolve(undefined);
      await both.promise;
      await database().transaction(() => sql`select 1`.execute(database().query()));
      together -= 1;
    }, 2);
    await Promise.all([queue.send(name, { n: 1 }), queue.send(name, { n: 2 })]);
    await ran(2);
    expect(most).toBe(2);
  });

  it('keeps the settings of a queue defined anew', async () => {
    await queue.define(name, once);
    await queue.define(name, { retryLimit: 5, expireInSeconds: 120 });
    const { rows } = await sql<{
      retry_limit: number;
    }>`select retry_limit from pgboss.queue where name = ${name}`.execute(database().query());
    expect(rows[0]?.retry_limit).toBe(5);
  });

  it('retries a job whose worker was killed, within about ten seconds', async () => {
    await queue.define(name, { retryLimit: 3, expireInSeconds: 3600 });
    const id = await queue.send(name, { n: 1 });
    // What a killed worker leaves behind: a job that it had taken and no longer reports about.
    await sql`
      update pgboss.job set state = 'active', started_on = now() - interval '20 seconds',
        heartbeat_on = now() - interval '11 seconds' where id = ${id}`.execute(database().query());
    const ran = await collect();
    const [job] = await ran(1);
    expect([job?.id, job?.attempt]).toEqual([id, 2]);
  });

  it('waits for running jobs when it stops, then aborts them into a retry', async () => {
    const stopping = await createJobQueue(database(), logger);
    await stopping.define(name, { retryLimit: 3, expireInSeconds: 3600 });
    const entered = Promise.withResolvers<undefined>();
    let aborted = false;
    await stopping.work(name, { concurrency: 1 }, async ({ signal }) => {
      entered.resolve(undefined);
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      aborted = true;
      throw new Error('aborted');
    });
    const id = await stopping.send(name, { n: 1 });
    await entered.promise;
    await stopping.stop({ timeoutMs: 1000 });
    expect(aborted).toBeTrue();
    const ran = await collect();
    const [job] = await ran(1);
    expect([job?.id, job?.attempt]).toEqual([id, 2]);
  });
});
