import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { RunPhase } from '../../../contracts/export-center/kinds.ts';
import type { Run } from '../../../contracts/export-center/run.ts';
import type { Database } from '../../../kernel/database/database.ts';
import type { LockerOutbox } from '../../locker/locker-outbox.ts';
import type { RunJournal } from '../../runs/run-journal.ts';
import type { RunQueue } from '../../runs/run-queue.ts';
import type { RunChange, RunKey, RunRow, RunStore } from '../../runs/run-store.ts';
import type { BuiltArtifacts } from '../adapters/bundle-adapter.ts';
import { bundleRegistration } from './bundle-registration.ts';
import { CancelledError, LeaseLostError } from './interruptions.ts';
import { entered, finished } from './phase-timings.ts';
import { backoffSeconds, type RunFailure } from './recovery.ts';

/** A worker that has not been heard of for this long has lost its runs. */
const leaseSeconds = 15;

const toldArtifacts = 100;

export interface LeaseServices {
  readonly database: Database;
  readonly runs: RunStore;
  readonly journal: RunJournal;
  readonly queue: RunQueue;
  readonly outbox: LockerOutbox;
}

/** What a finished bundle leaves in its run. */
export type RunResult = Required<
  Pick<
    RunChange,
    | 'bundle'
    | 'manifest'
    | 'manifest_sha256'
    | 'manifest_signature'
    | 'signatures'
    | 'verification'
    | 'distribution'
    | 'progress'
    | 'expires_at'
  >
>;

/**
 * The right of one worker to drive one run. Every change goes through it, one after the other, and fails with
 * `LeaseLostError` once another worker holds the run, so a worker that was taken for dead cannot disturb its
 * successor. A step forward fails with `CancelledError` once somebody has asked for the run to be cancelled.
 */
export class RunLease {
  readonly #services: LeaseServices;
  #run: RunRow;
  #lastChange: Promise<unknown> = Promise.resolve();

  private constructor(services: LeaseServices, run: RunRow) {
    this.#services = services;
    this.#run = run;
  }

  /** Takes the run up. `driven`: another worker that is alive has it; `ended`: nothing is left to do for it. */
  static async take(services: LeaseServices, key: RunKey): Promise<RunLease | 'driven' | 'ended'> {
    const { database, runs, journal } = services;
    return database.transaction(async () => {
      const current = await runs.lock(key.tenant, key.runId);
      if (current?.status !== 'pending' && current?.status !== 'running') return 'ended';
      if (current.status === 'running' && (await runs.isLeased(key))) return 'driven';
      const row = await runs.update(key, ['pending', 'running'], {
        status: 'running',
        lease: randomUUID(),
        lease_until: leaseEnd(),
        starts: current.starts + 1,
        started_at: current.started_at ?? new Date(),
      });
      if (!row) return 'ended';
      if (current.status === 'pending') await journal.live(row, 'run.started');
      else await journal.live(row, 'run.log', 'Another worker takes the run up after its last finished step.');
      return new RunLease(services, row);
    });
  }

  get run(): RunRow {
    return this.#run;
  }

  /** Says that the worker is alive. */
  async renew(): Promise<void> {
    await this.#step({ lease_until: leaseEnd() });
  }

  /** Enters a phase; the one before is finished. */
  async enter(phase: RunPhase): Promise<void> {
    const phases = JSON.stringify(entered(this.#run.phases, phase, new Date()));
    await this.#step({ phase, phases }, (run) => this.#services.journal.live(run, 'run.phase'));
  }

  /** Keeps what a phase has found out. */
  async note(change: RunChange): Promise<void> {
    await this.#step(change);
  }

  /**
   * Keeps what was built, in the order of the manifest, and tells of each artifact, or of the first ones of very many, and
   * of what is remarkable about them.
   */
  async built({ counts, artifacts, remarks = [] }: BuiltArtifacts): Promise<void> {
    const sorted = artifacts.toSorted((one, other) => (one.path < other.path ? -1 : 1));
    await this.#step({ counts: JSON.stringify(counts), artifacts: JSON.stringify(sorted) }, async (run) => {
      for (const { path } of sorted.slice(0, toldArtifacts)) {
        await this.#services.journal.live(run, 'run.artifact', path);
      }
      for (const remark of remarks) await this.#services.journal.live(run, 'run.log', remark);
    });
  }

  async progress(progress: Run['progress']): Promise<void> {
    await this.#step({ progress: JSON.stringify(progress) }, (run) => this.#services.journal.live(run, 'run.progress'));
  }

  /** The bundle is stored and verified: it becomes visible, and the Evidence Locker is told of it. */
  async succeed(result: RunResult): Promise<void> {
    const change = { ...this.#end('succeeded'), ...result, error: null, error_code: null };
    await this.#step(change, async (run) => {
      const { journal, outbox } = this.#services;
      await outbox.put(run.tenant, { type: 'bundle', registration: bundleRegistration(run) });
      await journal.byWorker(run, 'run.succeeded', 'export.run.succeeded');
      // mirror-bundles.md, section 6, "Audit logging".
      if (run.kind === 'mirror') await journal.noteByWorker(run, 'mirror.bundle.created');
      if (run.kind === 'mirror' && run.bundle?.encrypted) await journal.noteByWorker(run, 'mirror.encryption.enabled');
      await journal.live(run, 'run.verified');
    });
  }

  /** Fails the run, or queues its next attempt where the failure may pass by itself. */
  async fail(failure: RunFailure): Promise<void> {
    const { attempt, max_attempts: maxAttempts } = this.#run;
    if (failure.mayPass && attempt < maxAttempts) await this.#retry(failure);
    else await this.#giveUp(failure);
  }

  async cancelled(): Promise<void> {
    const change = { ...this.#end('cancelled'), error: null, error_code: null };
    await this.#change(change, (run) => this.#services.journal.byWorker(run, 'run.cancelled', 'export.run.cancelled'));
  }

  /** The worker stops: the next one may take the run up at once, and this start does not count against the run. */
  async handBack(): Promise<void> {
    await this.#change({ lease: null, lease_until: null, starts: this.#run.starts - 1 });
  }

  async #retry(failure: RunFailure): Promise<void> {
    const next = this.#run.attempt + 1;
    const seconds = backoffSeconds(next);
    const change = {
      ...({ status: 'pending', attempt: next, starts: 0, phase: null, lease: null, lease_until: null } as const),
      phases: JSON.stringify(finished(this.#run.phases, new Date())),
      ...this.#errorOf(failure),
    };
    await this.#change(change, async (run) => {
      await this.#services.queue.send({ tenant: run.tenant, runId: run.run_id }, run.priority, seconds);
      await this.#services.journal.live(run, 'run.log', `Attempt ${next} follows in ${seconds} s: ${failure.message}`);
    });
  }

  async #giveUp(failure: RunFailure): Promise<void> {
    // The phase stays: it is where the run failed.
    const change = { ...this.#end('failed'), phase: this.#run.phase, ...this.#errorOf(failure) };
    await this.#change(change, (run) => this.#services.journal.byWorker(run, 'run.failed', 'export.run.failed'));
  }

  #errorOf({ code, message, recovery, action }: RunFailure) {
    const error = { code, phase: this.#run.phase ?? ('plan' as const), message, recovery, action };
    return { error_code: code, error: JSON.stringify(error) };
  }

  #end<Status extends 'succeeded' | 'failed' | 'cancelled'>(status: Status) {
    const now = new Date();
    const phases = JSON.stringify(finished(this.#run.phases, now));
    return { status, phase: null, phases, finished_at: now, lease: null, lease_until: null };
  }

  /** A change that brings the run forward, which a cancellation forbids. */
  #step(change: RunChange, told: (run: RunRow) => Promise<void> = () => Promise.resolve()): Promise<void> {
    return this.#change(change, async (run) => {
      if (run.cancel_requested) throw new CancelledError(`run ${run.run_id} is to be cancelled`);
      await told(run);
    });
  }

  #change(change: RunChange, told: (run: RunRow) => Promise<void> = () => Promise.resolve()): Promise<void> {
    const changed = this.#lastChange.then(() => this.#write(change, told));
    this.#lastChange = changed.catch(() => undefined);
    return changed;
  }

  async #write(change: RunChange, told: (run: RunRow) => Promise<void>): Promise<void> {
    const { database, runs } = this.#services;
    const { tenant, run_id: runId, lease } = this.#run;
    this.#run = await database.transaction(async () => {
      const run = await runs.update({ tenant, runId, lease: lease ?? '' }, ['running'], change);
      if (!run) throw new LeaseLostError(`run ${runId} is driven by another worker`);
      await told(run);
      return run;
    });
  }
}

/** By the clock of the database, which all workers share. */
function leaseEnd() {
  return sql<Date>`clock_timestamp() + ${leaseSeconds}::double precision * interval '1 second'`;
}
