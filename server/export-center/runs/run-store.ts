import { sql, type Selectable, type Updateable } from 'kysely';
import type { RunStatus } from '../../contracts/export-center/kinds.ts';
import type { Database } from '../../kernel/database/database.ts';
import type { ExportCenterTables, RunTable } from '../tables.ts';

export type RunRow = Selectable<RunTable>;

export interface RunFilter {
  readonly sort: 'createdAt' | '-createdAt';
  readonly status?: readonly RunStatus[] | undefined;
  readonly profileId?: readonly string[] | undefined;
  readonly errorCode?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly bundle?: 'present' | undefined;
  readonly search?: string | undefined;
}

export interface UsualDuration {
  readonly kind: string;
  readonly variant: string;
  readonly p50: number;
  readonly p95: number;
}

/** SQL of runs. Every statement runs in the transaction that is open, if any. */
export class RunStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list(
    tenant: string,
    filter: RunFilter,
    limit: number,
    after?: { key: string | number; id: string },
  ): Promise<RunRow[]> {
    const descending = filter.sort === '-createdAt';
    const direction = descending ? 'desc' : 'asc';
    let query = this.#matching(tenant, filter)
      .selectAll()
      .orderBy('created_at', direction)
      .orderBy('run_id', direction)
      .limit(limit);
    if (after) {
      const order = sql.raw(descending ? '<' : '>');
      query = query.where(sql<boolean>`(created_at, run_id) ${order} (${new Date(after.key)}, ${after.id})`);
    }
    return query.execute();
  }

  async count(tenant: string, filter: RunFilter): Promise<number> {
    const row = await this.#matching(tenant, filter)
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    return row.total;
  }

  async find(tenant: string, runId: string): Promise<RunRow | undefined> {
    return this.#one(tenant, runId).executeTakeFirst();
  }

  /** Reads the run and locks it until the end of the transaction. */
  async lock(tenant: string, runId: string): Promise<RunRow | undefined> {
    return this.#one(tenant, runId).forUpdate().executeTakeFirst();
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

  async insert(row: Parameters<ReturnType<RunStore['insertQuery']>['values']>[0]): Promise<void> {
    await this.insertQuery().values(row).execute();
  }

  /** The insert statement itself; its value type is what `insert` takes. */
  insertQuery() {
    return this.#query().insertInto('export_center.runs');
  }

  /**
   * Changes the run if it is still in one of `statuses` and, where a lease is given, still held by it.
   * @returns the changed row, or undefined where the run has moved on.
   */
  async update(
    run: { readonly tenant: string; readonly runId: string; readonly lease?: string },
    statuses: readonly RunStatus[],
    change: Updateable<RunTable>,
  ): Promise<RunRow | undefined> {
    let query = this.#query()
      .updateTable('export_center.runs')
      .set(change)
      .where('tenant', '=', run.tenant)
      .where('run_id', '=', run.runId)
      .where('status', 'in', statuses)
      .returningAll();
    if (run.lease !== undefined) query = query.where('lease', '=', run.lease);
    return query.executeTakeFirst();
  }

  /** Seconds that succeeded runs of each kind took, over the latest 500 of the tenant. */
  async usualDurations(tenant: string): Promise<UsualDuration[]> {
    const latest = this.#query()
      .selectFrom('export_center.runs')
      .select(['kind', 'variant', sql<number>`extract(epoch from finished_at - started_at)::float8`.as('seconds')])
      .where('tenant', '=', tenant)
      .where('status', 'in', ['succeeded', 'expired'])
      .orderBy('created_at', 'desc')
      .limit(500);
    return this.#query()
      .selectFrom(latest.as('latest'))
      .select([
        'kind',
        'variant',
        sql<number>`percentile_cont(0.5) within group (order by seconds)`.as('p50'),
        sql<number>`percentile_cont(0.95) within group (order by seconds)`.as('p95'),
      ])
      .groupBy(['kind', 'variant'])
      .execute();
  }

  /** Whether any run still refers to the stored object. */
  async refersTo(objectKey: string): Promise<boolean> {
    const row = await this.#query()
      .selectFrom('export_center.runs')
      .select('run_id')
      .where(sql`(bundle ->> 'objectKey')`, '=', objectKey)
      .where('status', '=', 'succeeded')
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  #query() {
    return this.#database.query<ExportCenterTables>();
  }

  #one(tenant: string, runId: string) {
    return this.#query()
      .selectFrom('export_center.runs')
      .selectAll()
      .where('tenant', '=', tenant)
      .where('run_id', '=', runId);
  }

  #matching(tenant: string, filter: RunFilter) {
    let query = this.#query().selectFrom('export_center.runs').where('tenant', '=', tenant);
    if (filter.status) query = query.where('status', 'in', filter.status);
    if (filter.profileId) query = query.where('profile_id', 'in', filter.profileId);
    if (filter.errorCode !== undefined) query = query.where('error_code', '=', filter.errorCode as never);
    if (filter.from !== undefined) query = query.where('created_at', '>=', new Date(filter.from));
    if (filter.to !== undefined) query = query.where('created_at', '<', new Date(filter.to));
    if (filter.bundle) query = query.where('status', '=', 'succeeded').where('bundle', 'is not', null);
    if (filter.search) {
      const pattern = `%${filter.search.replace(/[\\%_]/g, '\\$&')}%`;
      query = query.where((eb) => eb.or([eb('run_id', 'like', pattern), eb('profile_name', 'like', pattern)]));
    }
    return query;
  }
}
