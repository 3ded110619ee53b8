import type { Config } from './config/config.ts';
import type { Database } from './database/database.ts';
import type { Logger } from './logging/logger.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { ObjectStore } from './objects/object-store.ts';
import type { JobQueue } from './queue/job-queue.ts';

/** What `main.ts` hands to every role that it starts. `logger` and `metrics` are the role's own. */
export interface Services {
  readonly config: Config;
  readonly database: Database;
  readonly objects: ObjectStore;
  readonly queue: JobQueue;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** A role that runs: where it answers, and how it ends. */
export interface RunningRole {
  /** Base address; absent for a role without HTTP. */
  readonly url?: string;
  /** Asked by readiness; throws or rejects where the role cannot work. */
  readonly checks?: Readonly<Record<string, () => Promise<void>>>;
  /** Finishes what is under way, for at most `graceMs`, then ends it. */
  close(options: { graceMs: number }): Promise<void>;
}
