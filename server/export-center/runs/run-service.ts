import type { Artifact, Run } from '../../contracts/export-center/run.ts';
import type { Database } from '../../kernel/database/database.ts';
import { decodeCursor, encodeCursor } from '../../kernel/http/cursor.ts';
import { AppError } from '../../kernel/http/errors.ts';
import type { Actor } from '../actor.ts';
import type { Holdings } from '../locker/holdings.ts';
import type { RunJournal } from './run-journal.ts';
import type { RunQueue } from './run-queue.ts';
import type { RunFilter, RunRow, RunStore } from './run-store.ts';
import { runView } from './run-view.ts';

export interface RunPage {
  items: Run[];
  nextCursor: string | null;
  total: number;
}

/** Reads runs and cancels them. Submission, execution and deletion have modules of their own. */
export class RunService {
  readonly #database: Database;
  readonly #store: RunStore;
  readonly #queue: RunQueue;
  readonly #journal: RunJournal;
  readonly #holdings: Holdings;

  constructor(database: Database, store: RunStore, queue: RunQueue, journal: RunJournal, holdings: Holdings) {
    this.#database = database;
    this.#store = store;
    this.#queue = queue;
    this.#journal = journal;
    this.#holdings = holdings;
  }

  async list(tenant: string, filter: RunFilter, limit: number, cursor?: string): Promise<RunPage> {
    const binding = { tenant, filter };
    const after = cursor === undefined ? undefined : decodeCursor(binding, cursor);
    const rows = await this.#store.list(tenant, filter, limit + 1, after);
    const usual = await this.#store.usualDurations(tenant);
    const last = rows[limit - 1];
    return {
      items: rows.slice(0, limit).map((row) => runView(row, usual)),
      nextCursor:
        rows.length > limit && last
          ? encodeCursor(binding, { key: last.created_at.toISOString(), id: last.run_id })
          : null,
      total: await this.#store.count(tenant, filter),
    };
  }

  /** One run with the holds on its bundle, where the Evidence Locker answers in time. */
  async get(tenant: string, runId: string): Promise<Run> {
    const row = await this.row(tenant, runId);
    const heldBy = row.bundle ? await this.#holdings.of(tenant, row.bundle.sha256) : [];
    return this.view(row, heldBy);
  }

  async view(row: RunRow, heldBy: Run['heldBy'] = null): Promise<Run> {
    return runView(row, await this.#store.usualDurations(row.tenant), heldBy);
  }

  async row(tenant: string, runId: string): Promise<RunRow> {
    return (await this.#store.find(tenant, runId)) ?? notFound(runId);
  }

  async artifacts(tenant: string, runId: string): Promise<{ items: Artifact[] }> {
    const { artifacts } = await this.row(tenant, runId);
    return { items: [...artifacts] };
  }

  /** export.json, byte for byte as signed. It outlives the bundle, as proof of what it held. */
  async manifest(tenant: string, runId: string): Promise<string> {
    const { manifest, status } = await this.row(tenant, runId);
    if (manifest === null) {
      throw new AppError('ERR_NOT_FOUND', `Run ${runId} is ${status} and has no manifest yet.`);
    }
    return manifest;
  }

  /** A pending run is cancelled at once; a running one is told to stop and reports within two seconds. */
  async cancel(actor: Actor, runId: string): Promise<Run> {
    const row = await this.#database.transaction(async () => {
      const current = (await this.#store.lock(actor.tenant, runId)) ?? notFound(runId);
      const operator = JSON.stringify(actor.operator);
      const key = { tenant: actor.tenant, runId };
      if (current.status === 'pending') {
        const cancelled = await this.#store.update(key, ['pending'], {
          status: 'cancelled',
          finished_at: new Date(),
          operator,
        });
        if (cancelled) await this.#journal.byPerson(actor, cancelled, 'run.cancelled', 'export.run.cancelled');
        return cancelled;
      }
      const asked = await this.#store.update(key, ['running'], { cancel_requested: true, operator });
      if (!asked) throw new AppError('ERR_CONFLICT', `Run ${runId} is ${current.status}: there is nothing to cancel.`);
      await this.#journal.byPerson(actor, asked, 'run.log', 'export.run.cancel_requested');
      await this.#queue.announceCancel(key);
      return asked;
    });
    return this.view(row ?? (await this.row(actor.tenant, runId)));
  }
}

function notFound(runId: string): never {
  throw new AppError('ERR_NOT_FOUND', `There is no run ${runId} in this tenant.`);
}
