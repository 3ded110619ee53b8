/** How the jobs of one queue are kept alive and retried. */
export interface QueueOptions {
  /** Attempts after the first; 0 where the handler decides about retries itself. */
  readonly retryLimit: number;
  /** Seconds before the first retry; doubles with each further one when `retryBackoff`. */
  readonly retryDelaySeconds?: number;
  readonly retryBackoff?: boolean;
  /** A job that runs longer is taken for lost. */
  readonly expireInSeconds: number;
}

export interface SendOptions {
  /** Higher goes first; 0 by default. */
  readonly priority?: number;
  /** Not before this many seconds. */
  readonly delaySeconds?: number;
}

export interface Job<Data> {
  readonly id: string;
  readonly data: Data;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Aborts when the process stops or the job has expired. */
  readonly signal: AbortSignal;
}

/** Durable jobs on the database: a worker that dies loses none, its job is retried within about ten seconds. */
export interface JobQueue {
  /** Declares a queue; call it at the start, before any `send` or `work`. */
  define(name: string, options: QueueOptions): Promise<void>;
  /** Queues a job; inside a transaction it exists once that commits. Resolves to its id. */
  send(name: string, data: object, options?: SendOptions): Promise<string>;
  /** Runs a handler for each job. A handler that throws has its job retried, as the queue's options say. */
  work<Data extends object>(
    name: string,
    options: { readonly concurrency: number },
    handler: (job: Job<Data>) => Promise<void>,
  ): Promise<void>;
  /** Takes no further jobs, waits for the running ones, then aborts them into retry. */
  stop(options: { timeoutMs: number }): Promise<void>;
}
