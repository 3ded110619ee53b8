import type { RunPriority } from '../../contracts/export-center/kinds.ts';
import type { Database } from '../../kernel/database/database.ts';
import type { JobQueue } from '../../kernel/queue/job-queue.ts';
import type { RunKey } from './run-store.ts';

const queueName = 'export-run';
const cancelChannel = 'export_run_cancel';

/** Higher is taken first (pg-boss). A catch-up run waits for what people wait for. */
const rank: Record<RunPriority, number> = { high: 10, normal: 0, 'catch-up': -10 };

/** The queue of runs, and the signal that reaches the worker of a run that somebody cancels. */
export class RunQueue {
  readonly #queue: JobQueue;
  readonly #database: Database;

  constructor(queue: JobQueue, database: Database) {
    this.#queue = queue;
    this.#database = database;
  }

  /** Queues the run; part of the open transaction. */
  async send(run: RunKey, priority: RunPriority, delaySeconds = 0): Promise<void> {
    await this.#queue.send(queueName, run, { priority: rank[priority], delaySeconds });
  }

  /** Queues the run once more, ahead of what waits: it has waited already. */
  async lookAgain(run: RunKey, delaySeconds: number): Promise<void> {
    await this.send(run, 'high', delaySeconds);
  }

  /** Takes runs up, `concurrency` at a time. The handler never throws for a run that failed: that is a result. */
  async work(concurrency: number, handler: (run: RunKey, signal: AbortSignal) => Promise<void>): Promise<void> {
    await this.#queue.work<RunKey>(queueName, { concurrency }, ({ data, signal }) => handler(data, signal));
  }

  async define(): Promise<void> {
    // A job that ends with an error is one whose worker died, stopped or lost its database: it is taken up again,
    // however often. The run itself counts its attempts, and the workers that it cost.
    await this.#queue.define(queueName, { retryLimit: 10_000, retryDelaySeconds: 1, expireInSeconds: 4 * 3600 });
  }

  async announceCancel(run: RunKey): Promise<void> {
    await this.#database.notify(cancelChannel, run);
  }

  async onCancel(listener: (run: RunKey) => void): Promise<() => Promise<void>> {
    return this.#database.listen(cancelChannel, (payload) => listener(payload as RunKey));
  }
}
