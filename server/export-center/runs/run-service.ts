import type { Artifact, Run } from '../../contracts/export-center/run.ts';
import type { Database } from '../../kernel/database/database.ts';
import { AppError } from '../../kernel/http/errors.ts';
import { readPage, type ListRequest, type PageOf } from '../../kernel/http/page.ts';
import type { Actor } from '../actor.ts';
import type { Holdings } from '../locker/holdings.ts';
import type { RunJournal } from './run-journal.ts';
import type { RunQueue } from './run-queue.ts';
import { RunSearch, type RunFilter } from './run-search.ts';
import type { RunChange, RunRow, RunStore } from './run-store.ts';
import { runView } from './run-view.ts';
import { attemptsInARow } from './submit-run.ts';
import { usualDurations } from './like-runs.ts';

/** Reads runs, cancels them and has them tried again. Submission, execution and deletion have modules of their own. */
export class RunService {
  readonly #database: Database;
  readonly #store: RunStore;
  readonly #search: RunSearch;
  readonly #queue: RunQueue;
  readonly #journal: RunJournal;
  readonly #holdings: Holdings;

  constructor(database: Database, store: RunStore, queue: RunQueue, journal: RunJournal, holdings: Holdings) {
    this.#database = database;
    this.#store = store;
    this.#search = new RunSearch(database);
    this.#queue = queue;
    this.#journal = journal;
    this.#holdings = holdings;
  }

  list(request: ListRequest<RunFilter>): Promise<PageOf<Run>> {
    const { tenant, filter } = request;
    return readPage(request, {
      rows: (limit, after) => this.#search.list(tenant, filter, limit, after),
      count: () => this.#search.count(tenant, filter),
      position: (row) => ({ key: row.created_at.toISOString(), id: row.run_id }),
      items: async (rows) => {
        const usual = await usualDurations(this.#database, tenant);
        return rows.map((row) => runView(row, usual));
      },
    });
  }

  /** One run with the holds on its bundle, where the Evidence Locker answers in time. */
  async get(tenant: string, runId: string): Promise<Run> {
    const row = await this.row(tenant, runId);
    const bundle = row.status === 'succeeded' ? row.bundle : null;
    return this.view(row, bundle ? await this.#holdings.of(tenant, bundle.sha256) : []);
  }

  async view(row: RunRow, heldBy: Run['heldBy'] = null): Promise<Run> {
    return runView(row, await usualDurations(this.#database, row.tenant), heldBy);
  }

  /** @throws AppError ERR_NOT_FOUND, for a run of another tenant too. */
  async row(tenant: string, runId: string): Promise<RunRow> {
    return (await this.#store.find(tenant, runId)) ?? notFound(runId);
  }

  async artifacts(tenant: string, runId: string): Promise<{ items: Artifact[] }> {
    return { items: [...((await this.#store.artifacts(tenant, runId)) ?? notFound(runId))] };
  }

  /** export.json, byte for byte as signed. It outlives the bundle, as proof of what it held. */
  async manifest(tenant: string, runId: string): Promise<string> {
    const { manifest, status } = (await this.#store.manifest(tenant, runId)) ?? notFound(runId);
    if (manifest !== null) return manifest;
    throw new AppError('ERR_NOT_FOUND', `Run ${runId} is ${status} and has no manifest.`);
  }

  /** A pending run is cancelled at once; a running one is told to stop and reports within two seconds. */
  async cancel(actor: Actor, runId: string): Promise<Run> {
    const row = await this.#database.transaction(async () => {
      const { status } = (await this.#store.lock(actor.tenant, runId)) ?? notFound(runId);
      if (status === 'pending') return this.#cancelNow(actor, runId);
      if (status === 'running') return this.#askToStop(actor, runId);
      throw new AppError('ERR_CONFLICT', `Run ${runId} is ${status}: there is nothing to cancel.`);
    });
    return this.view(row);
  }

  /**
   * The next attempt of a run that ended without a bundle: same parameters, so the same hashes. Finished phases are
   * not done again where their files are still there.
   */
  async retry(actor: Actor, runId: string): Promise<Run> {
    const { tenant } = actor;
    const row = await this.#database.transaction(async () => {
      const current = (await this.#store.lock(tenant, runId)) ?? notFound(runId);
      const retried = await this.#store.update({ tenant, runId }, ['failed', 'cancelled'], nextAttempt(actor, current));
      if (!retried) {
        throw new AppError(
          'ERR_CONFLICT',
          `Run ${runId} is ${current.status}; only a failed or cancelled run is retried.`,
        );
      }
      await this.#queue.send({ tenant, runId }, retried.priority);
      const message = `Attempt ${retried.attempt} was asked for.`;
      await this.#journal.byPerson(actor, retried, 'run.log', 'export.run.retried', message);
      return retried;
    });
    return this.view(row);
  }

  async #cancelNow(actor: Actor, runId: string): Promise<RunRow> {
    const change = { status: 'cancelled', finished_at: new Date(), error: null, error_code: null } as const;
    const row = await this.#update(actor, runId, change);
    await this.#journal.byPerson(actor, row, 'run.cancelled', 'export.run.cancelled');
    return row;
  }

  async #askToStop(actor: Actor, runId: string): Promise<RunRow> {
    const row = await this.#update(actor, runId, { cancel_requested: true });
    await this.#journal.byPerson(actor, row, 'run.log', 'export.run.cancel_requested', 'Cancellation was asked for.');
    await this.#queue.announceCancel({ tenant: actor.tenant, runId });
    return row;
  }

  /** Changes a run that this transaction has locked, and notes the operator's reason. */
  async #update({ tenant, operator }: Actor, runId: string, change: Parameters<RunStore['update']>[2]) {
    const noted = { ...change, operator: operator && JSON.stringify(operator) };
    const row = await this.#store.update({ tenant, runId }, ['pending', 'running'], noted);
    return row ?? notFound(runId);
  }
}

function nextAttempt({ operator }: Actor, { attempt, progress }: RunRow): RunChange {
  return {
    ...({ status: 'pending', phase: null, starts: 0, cancel_requested: false } as const),
    ...{ attempt: attempt + 1, max_attempts: attempt + attemptsInARow },
    ...{ started_at: null, finished_at: null, error: null, error_code: null },
    progress: JSON.stringify({ ...progress, percent: 0, itemsCompleted: 0, bytes: 0 }),
    operator: operator && JSON.stringify(operator),
  };
}

function notFound(runId: string): never {
  throw new AppError('ERR_NOT_FOUND', `There is no run ${runId} in this tenant.`);
}
