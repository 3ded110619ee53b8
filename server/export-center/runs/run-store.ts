import { sql, type InsertObject, type Selectable, type UpdateObject } from 'kysely';
import type { RunStatus } from '../../contracts/export-center/kinds.ts';
import type { Artifact } from '../../contracts/export-center/run.ts';
import type { Database } from '../../kernel/database/database.ts';
import type { ExportCenterTables, RunTable } from '../tables.ts';

/** All but `manifest` and `artifacts`: these grow with the bundle, and lists and progress do without them. */
export const runColumns = [
  'tenant',
  'run_id',
  'profile_id',
  'profile_name',
  'profile_revision',
  'kind',
  'variant',
  'trigger',
  'priority',
  'status',
  'phase',
  'phases',
  'attempt',
  'max_attempts',
  'starts',
  'lease',
  'lease_until',
  'cancel_requested',
  'progress',
  'parameters',
  'created_at',
  'started_at',
  'finished_at',
  'policy_version',
  'policy_snapshot_id',
  'inputs_hash',
  'rerun_hash',
  'counts',
  'bundle',
  'manifest_sha256',
  'manifest_signature',
  'signatures',
  'verification',
  'distribution',
  'error_code',
  'error',
  'operator',
  'expires_at',
  'created_by',
] as const satisfies readonly (keyof RunTable)[];

export type RunRow = Pick<Selectable<RunTable>, (typeof runColumns)[number]>;
export type RunChange = UpdateObject<ExportCenterTables, 'export_center.runs'>;
export type NewRun = InsertObject<ExportCenterTables, 'export_center.runs'>;

export interface RunKey {
  readonly tenant: string;
  readonly runId: string;
}

/** SQL of single runs. Every statement runs in the transaction that is open, if any. */
export class RunStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async find(tenant: string, runId: string): Promise<RunRow | undefined> {
    return this.#one(tenant, runId).select(runColumns).executeTakeFirst();
  }

  /** Reads the run and locks it until the end of the transaction. */
  async lock(tenant: string, runId: string): Promise<RunRow | undefined> {
    return this.#one(tenant, runId).select(runColumns).forUpdate().executeTakeFirst();
  }

  /** export.json of the run, null while there is none; undefined where there is no such run. */
  async manifest(tenant: string, runId: string): Promise<{ status: RunStatus; manifest: string | null } | undefined> {
    return this.#one(tenant, runId).select(['status', 'manifest']).executeTakeFirst();
  }

  async artifacts(tenant: string, runId: string): Promise<readonly Artifact[] | undefined> {
    return (await this.#one(tenant, runId).select('artifacts').executeTakeFirst())?.artifacts;
  }

  /** `run-20251029-01`: the day (UTC) and the tenant's next number of it. */
  async nextRunId(tenant: string, at: Date): Promise<string> {
    const day = at.toISOString().slice(0, 10).replaceAll('-', '');
    const { counter } = await this.#query()
      .insertInto('export_center.run_days')
      .values({ tenant, day, counter: 1 })
      .onConflict((conflict) =>
        conflict.columns(['tenant', 'day']).doUpdateSet({ counter: sql<number>`run_days.counter + 1` }),
      )
      .returning('counter')
      .executeTakeFirstOrThrow();
    return `run-${day}-${String(counter).padStart(2, '0')}`;
  }

  /** How many runs of this kind and variant the tenant has submitted on the day (UTC) so far. */
  async countOfDay(tenant: string, { kind, variant }: Pick<RunTable, 'kind' | 'variant'>, at: Date): Promise<number> {
    const day = at.toISOString().slice(0, 10);
    const { count } = await this.#query()
      .selectFrom('export_center.runs')
      .select((runs) => runs.fn.countAll<number>().as('count'))
      .where('tenant', '=', tenant)
      .where('kind', '=', kind)
      .where('variant', '=', variant)
      .where('created_at', '>=', new Date(`${day}T00:00:00.000Z`))
      .executeTakeFirstOrThrow();
    return count;
  }

  async insert(run: NewRun): Promise<RunRow> {
    return this.#query().insertInto('export_center.runs').values(run).returning(runColumns).executeTakeFirstOrThrow();
  }

  /**
   * Changes the run if it is still in one of `statuses` and, where a lease is given, still held by it.
   * @returns the changed row, or undefined where the run has moved on.
   */
  async update(
    run: RunKey & { readonly lease?: string },
    statuses: readonly RunStatus[],
    change: RunChange,
  ): Promise<RunRow | undefined> {
    let query = this.#query()
      .updateTable('export_center.runs')
      .set(change)
      .where('tenant', '=', run.tenant)
      .where('run_id', '=', run.runId)
      .where('status', 'in', statuses)
      .returning(runColumns);
    if (run.lease !== undefined) query = query.where('lease', '=', run.lease);
    return query.executeTakeFirst();
  }

  /** Whether the worker that drives the run is alive. */
  async isLeased({ tenant, runId }: RunKey): Promise<boolean> {
    const row = await this.#one(tenant, runId)
      .select('run_id')
      .where('lease_until', '>', sql<Date>`clock_timestamp()`)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** Whether any run still offers the stored object: as its bundle, or as the documents of it. */
  async refersTo(objectKey: string): Promise<boolean> {
    const row = await this.#query()
      .selectFrom('export_center.runs')
      .select('run_id')
      .where((either) =>
        either.or([
          either(sql`(bundle ->> 'objectKey')`, '=', objectKey),
          either(sql`(bundle ->> 'documentsKey')`, '=', objectKey),
        ]),
      )
      .where('status', '=', 'succeeded')
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** How many runs of the tenant wait or are under way. */
  async unfinishedOf(tenant: string): Promise<number> {
    const { count } = await this.#query()
      .selectFrom('export_center.runs')
      .select((runs) => runs.fn.countAll<number>().as('count'))
      .where('tenant', '=', tenant)
      .where('status', 'in', ['pending', 'running'])
      .executeTakeFirstOrThrow();
    return count;
  }

  /** Whether a run that has not ended was created before the time. */
  async hasUnfinishedBefore(time: Date): Promise<boolean> {
    const row = await this.#query()
      .selectFrom('export_center.runs')
      .select('run_id')
      .where('status', 'in', ['pending', 'running'])
      .where('created_at', '<', time)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** Runs of all tenants whose worker has not been heard of for as long as a lease lasts. */
  async abandoned(): Promise<RunKey[]> {
    return this.#query()
      .selectFrom('export_center.runs')
      .select(['tenant', 'run_id as runId'])
      .where('status', '=', 'running')
      .where((either) =>
        either.or([either('lease_until', 'is', null), either('lease_until', '<', sql<Date>`clock_timestamp()`)]),
      )
      .execute();
  }

  /** For a start at which no worker can be alive. */
  async endAllLeases(): Promise<void> {
    await this.#query()
      .updateTable('export_center.runs')
      .set({ lease: null, lease_until: null })
      .where('status', '=', 'running')
      .execute();
  }

  #query() {
    return this.#database.query<ExportCenterTables>();
  }

  #one(tenant: string, runId: string) {
    return this.#query().selectFrom('export_center.runs').where('tenant', '=', tenant).where('run_id', '=', runId);
  }
}
