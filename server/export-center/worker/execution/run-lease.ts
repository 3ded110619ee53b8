import { randomUUID } from 'node:crypto';
import type { RunPhase } from '../../../contracts/export-center/kinds.ts';
import type { RunErrorCode } from '../../../contracts/errors.ts';
import type { Run } from '../../../contracts/export-center/run.ts';
import type { Database } from '../../../kernel/database/database.ts';
import type { LockerOutbox } from '../../locker/locker-outbox.ts';
import type { RunJournal } from '../../runs/run-journal.ts';
import type { RunJob, RunQueue } from '../../runs/run-queue.ts';
import type { RunRow, RunStore } from '../../runs/run-store.ts';
import { type ExportError } from '../export-error.ts';
import { backoffSeconds, recoveryOf, retriedByItself } from './recovery.ts';

/** How long the Evidence Locker keeps a bundle whose profile counts bundles instead of days (replay runbook, 2.3). */
const coldRetentionMs = 730 * 24 * 3_600_000;

/** How often workers may take a run up before it counts as one that kills them. */
const maxStarts = 10;

export interface LeaseServices {
  readonly database: Database;
  readonly runs: RunStore;
  readonly journal: RunJournal;
  readonly queue: RunQueue;
  readonly outbox: LockerOutbox;
}

/** Another worker has taken the run over, or it ended otherwise: this one must stop without a trace. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/** What a finished bundle leaves in its run. */
export type RunResult = Required<
  Pick<
    Parameters<RunStore['update']>[2],
    'bundle' | 'manifest' | 'manifest_signature' | 'signatures' | 'verification' | 'distribution' | 'expires_at'
  >
>;

/**
 * The right of one worker to drive one run. Every change goes through it and fails with `LeaseLostError` once another
 * worker holds the run, so a worker that was taken for dead cannot disturb its successor.
 */
export class RunLease {
  readonly #services: LeaseServices;
  #run: RunRow;

  private constructor(services: LeaseServices, run: RunRow) {
    this.#services = services;
    this.#run = run;
  }

  /** Takes the run up; undefined where there is nothing to do for it any more. */
  static async take(services: LeaseServices, job: RunJob): Promise<RunLease | undefined> {
    const { database, runs, journal } = services;
    return database.transaction(async () => {
      const current = await runs.lock(job.tenant, job.runId);
      if (current?.status !== 'pending' && current?.status !== 'running') return undefined;
      const row = await runs.update(job, ['pending', 'running'], {
        status: 'running',
        lease: randomUUID(),
        starts: current.starts + 1,
        started_at: current.started_at ?? new Date(),
      });
      if (!row) return undefined;
      if (current.status === 'pending') await journal.live(row, 'run.started');
      else await journal.live(row, 'run.log', 'Another worker takes the run up after its last finished phase.');
      return new RunLease(services, row);
    });
  }

  get run(): RunRow {
    return this.#run;
  }

  get diesTooOften(): boolean {
    return this.#run.starts > maxStarts;
  }

  /** Enters a phase; the one before is finished. */
  async enter(phase: RunPhase): Promise<void> {
    await this.#change({ phase, phases: JSON.stringify(entered(this.#run.phases, phase)) }, (run) =>
      this.#services.journal.live(run, 'run.phase'),
    );
  }

  async note(change: Parameters<RunStore['update']>[2]): Promise<void> {
    await this.#change(change, () => Promise.resolve());
  }

  async progress(progress: Run['progress']): Promise<void> {
    await this.#change({ progress: JSON.stringify(progress) }, (run) =>
      this.#services.journal.live(run, 'run.progress'),
    );
  }

  async log(message: string): Promise<void> {
    await this.#services.journal.live(this.#run, 'run.log', message);
  }

  /** The bundle is stored and verified: it becomes visible, and the Evidence Locker is told of it. */
  async succeed(result: RunResult): Promise<void> {
    const { journal, outbox } = this.#services;
    const phases = JSON.stringify(finished(this.#run.phases));
    const change = {
      ...result,
      status: 'succeeded',
      phase: null,
      phases,
      finished_at: new Date(),
      lease: null,
    } as const;
    await this.#change({ ...change, error: null, error_code: null }, async (run) => {
      if (!run.bundle || !run.finished_at) throw new Error('a run cannot succeed without a bundle');
      await outbox.put(run.tenant, {
        type: 'bundle',
        registration: {
          kind: 'export',
          digest: run.bundle.sha256,
          bytes: run.bundle.bytes,
          fileName: run.bundle.fileName,
          objectRef: run.bundle.objectKey,
          runId: run.run_id,
          profileId: run.profile_id,
          createdAt: run.finished_at.toISOString(),
          purgeAfter: (run.expires_at ?? new Date(run.finished_at.getTime() + coldRetentionMs)).toISOString(),
        },
      });
      await journal.byWorker(run, 'run.succeeded', 'export.run.succeeded');
      await journal.live(run, 'run.verified');
    });
  }

  /** Fails the run, or queues its next attempt where the failure may pass by itself. */
  async fail(error: ExportError): Promise<void> {
    const { attempt, max_attempts: maxAttempts, phase } = this.#run;
    const described = {
      code: error.code,
      phase: phase ?? ('plan' as const),
      message: error.message,
      recovery: recoveryOf[error.code],
    };
    const change = { error: JSON.stringify(described), error_code: error.code, lease: null };
    if (retriedByItself.has(error.code) && attempt < maxAttempts) await this.#retry(change, error.message);
    else await this.#giveUp(change);
  }

  async cancelled(): Promise<void> {
    const change = { status: 'cancelled', phase: null, finished_at: new Date(), lease: null } as const;
    await this.#change(change, (run) => this.#services.journal.byWorker(run, 'run.cancelled', 'export.run.cancelled'));
  }

  async #retry(change: { error: string; error_code: RunErrorCode; lease: null }, why: string): Promise<void> {
    const next = this.#run.attempt + 1;
    const seconds = backoffSeconds(next);
    await this.#change({ ...change, status: 'pending', attempt: next, starts: 0 }, async (run) => {
      await this.#services.queue.send({ tenant: run.tenant, runId: run.run_id }, run.priority, seconds);
      await this.#services.journal.live(run, 'run.log', `Attempt ${next} follows in ${seconds} s: ${why}`);
    });
  }

  async #giveUp(change: { error: string; error_code: RunErrorCode; lease: null }): Promise<void> {
    await this.#change({ ...change, status: 'failed', finished_at: new Date() }, (run) =>
      this.#services.journal.byWorker(run, 'run.failed', 'export.run.failed'),
    );
  }

  async #change(change: Parameters<RunStore['update']>[2], told: (run: RunRow) => Promise<void>): Promise<void> {
    const { tenant, run_id: runId, lease } = this.#run;
    this.#run = await this.#services.database.transaction(async () => {
      const run = await this.#services.runs.update({ tenant, runId, lease: lease ?? '' }, ['running'], change);
      if (!run) throw new LeaseLostError(`run ${runId} is driven by another worker`);
      await told(run);
      return run;
    });
  }
}

function finished(phases: Run['phases']): Run['phases'] {
  const now = new Date().toISOString();
  return phases.map((timing) => (timing.finishedAt === null ? { ...timing, finishedAt: now } : timing));
}

/** A later attempt, or another worker, starts the phase's clock again. */
function entered(phases: Run['phases'], phase: RunPhase): Run['phases'] {
  const before = finished(phases).filter((timing) => timing.phase !== phase);
  return [...before, { phase, startedAt: new Date().toISOString(), finishedAt: null }];
}
