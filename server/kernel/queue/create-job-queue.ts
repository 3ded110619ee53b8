import { setTimeout as delay } from 'node:timers/promises';
import { PgBoss, type JobWithMetadata } from 'pg-boss';
import type { Database, StopListening } from '../database/database.ts';
import { outsideTransaction } from '../database/transaction-scope.ts';
import type { Logger } from '../logging/logger.ts';
import { bossDatabase } from './boss-database.ts';
import type { Job, JobQueue, QueueOptions, SendOptions } from './job-queue.ts';

/** A worker that has not been heard of for this long has died; 10 is the least that pg-boss takes. */
const heartbeatSeconds = 10;
const wakeChannel = 'jobs_ready';
/** How long a stop waits at least: a job that is being fetched would be handed back by nobody. */
const fetchMs = 1_000;
/** How long handlers may take to notice that they were aborted. */
const abortPatienceMs = 5_000;

/** Jobs on pg-boss, in schema `pgboss` of the program's database. */
export async function createJobQueue(database: Database, logger: Logger): Promise<JobQueue> {
  const boss = new PgBoss({
    db: bossDatabase(database),
    backend: database.kind,
    schema: 'pgboss',
    schedule: false,
    supervise: true,
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
  });
  boss.on('error', (error) => logger.warn({ error }, 'The job queue met an error and goes on'));
  await boss.start();
  const queue = new BossJobQueue(boss, database, logger);
  await queue.open();
  return queue;
}

class BossJobQueue implements JobQueue {
  readonly #boss: PgBoss;
  readonly #database: Database;
  readonly #logger: Logger;
  /** Ids of pg-boss's workers by queue, to wake them when a job is sent rather than at their next poll. */
  readonly #workers = new Map<string, string[]>();
  readonly #running = new Set<Promise<void>>();
  #stopListening: StopListening | undefined;

  constructor(boss: PgBoss, database: Database, logger: Logger) {
    this.#boss = boss;
    this.#database = database;
    this.#logger = logger;
  }

  async open(): Promise<void> {
    this.#stopListening = await this.#database.listen(wakeChannel, (payload) => {
      this.#workers.get((payload as { queue: string }).queue)?.forEach((id) => this.#boss.notifyWorker(id));
    });
  }

  async define(name: string, options: QueueOptions): Promise<void> {
    const settings = {
      retryLimit: options.retryLimit,
      retryDelay: options.retryDelaySeconds ?? 0,
      retryBackoff: options.retryBackoff ?? false,
      expireInSeconds: options.expireInSeconds,
      heartbeatSeconds,
    };
    await this.#boss.createQueue(name, settings);
    // The queue may be there since an earlier version with other settings.
    await this.#boss.updateQueue(name, settings);
  }

  async send(name: string, data: object, options: SendOptions = {}): Promise<string> {
    const id = await this.#boss.send(name, data, {
      priority: options.priority ?? 0,
      ...(options.delaySeconds ? { startAfter: options.delaySeconds } : {}),
    });
    if (id === null) throw new Error(`The queue ${name} took no job`);
    if (!options.delaySeconds) await this.#database.notify(wakeChannel, { queue: name });
    return id;
  }

  async work<Data extends object>(
    name: string,
    { concurrency }: { readonly concurrency: number },
    handler: (job: Job<Data>) => Promise<void>,
  ): Promise<void> {
    const options = { includeMetadata: true, pollingIntervalSeconds: 1, heartbeatRefreshSeconds: 2 } as const;
    const workers = Array.from({ length: concurrency }, () =>
      this.#boss.work<Data>(name, options, async (jobs) => {
        for (const job of jobs) await this.#run(job, handler);
      }),
    );
    this.#workers.set(name, [...(this.#workers.get(name) ?? []), ...(await Promise.all(workers))]);
  }

  async stop({ timeoutMs }: { timeoutMs: number }): Promise<void> {
    await this.#stopListening?.();
    await Promise.race([this.#endWorkers(), delay(Math.max(timeoutMs, fetchMs), undefined, { ref: false })]);
    await this.#boss.stop({ graceful: true, timeout: timeoutMs });
    // pg-boss has now aborted what still ran; the database must stay open until the handlers have noticed.
    const noticed = Promise.allSettled(this.#running);
    await Promise.race([noticed, delay(abortPatienceMs, undefined, { ref: false })]);
  }

  /** Resolves when the running jobs have ended; pg-boss itself looks every half second whether they have. */
  async #endWorkers(): Promise<void> {
    await Promise.all([...this.#workers.keys()].map((name) => this.#boss.offWork(name, { wait: true })));
  }

  async #run<Data extends object>(
    { id, name, data, retryCount, signal }: JobWithMetadata<Data>,
    handler: (job: Job<Data>) => Promise<void>,
  ): Promise<void> {
    const work = outsideTransaction(() => handler({ id, data, attempt: retryCount + 1, signal }));
    this.#running.add(work);
    try {
      await work;
    } catch (error) {
      this.#logger.warn({ error, jobId: id, queue: name, attempt: retryCount + 1 }, 'A job failed');
      throw error;
    } finally {
      this.#running.delete(work);
    }
  }
}
