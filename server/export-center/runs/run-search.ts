import { sql } from 'kysely';
import type { z } from 'zod';
import type { listRuns } from '../../contracts/export-center/operations.ts';
import { containing } from '../../kernel/database/like.ts';
import type { Database } from '../../kernel/database/database.ts';
import type { Position } from '../../kernel/http/cursor.ts';
import { timeOf } from '../../kernel/http/page.ts';
import type { ExportCenterTables } from '../tables.ts';
import { runColumns, type RunRow } from './run-store.ts';

/** The query of `GET /runs` without its page. */
export type RunFilter = Omit<z.output<typeof listRuns.query>, 'limit' | 'cursor'>;

/** SQL of lists of runs, by creation. `created_at` has whole milliseconds, so a cursor holds it exactly. */
export class RunSearch {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** At most `limit` runs after a position. */
  async list(tenant: string, filter: RunFilter, limit: number, after?: Position): Promise<RunRow[]> {
    const descending = filter.sort === '-createdAt';
    const direction = descending ? 'desc' : 'asc';
    let query = this.#matching(tenant, filter)
      .select(runColumns)
      .orderBy('created_at', direction)
      .orderBy('run_id', direction)
      .limit(limit);
    if (after) {
      const order = sql.raw(descending ? '<' : '>');
      query = query.where(sql<boolean>`(created_at, run_id) ${order} (${timeOf(after)}, ${after.id})`);
    }
    return query.execute();
  }

  async count(tenant: string, filter: RunFilter): Promise<number> {
    const row = await this.#matching(tenant, filter)
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    return row.total;
  }

  #matching(tenant: string, { status, profileId, errorCode, from, to, bundle, search }: RunFilter) {
    let query = this.#database
      .query<ExportCenterTables>()
      .selectFrom('export_center.runs')
      .where('tenant', '=', tenant);
    if (status) query = query.where('status', 'in', status);
    if (profileId) query = query.where('profile_id', 'in', profileId);
    if (errorCode !== undefined) query = query.where(sql<string>`error_code`, '=', errorCode);
    if (from !== undefined) query = query.where('created_at', '>=', new Date(from));
    if (to !== undefined) query = query.where('created_at', '<', new Date(to));
    if (bundle) query = query.where('status', '=', 'succeeded').where('bundle', 'is not', null);
    if (search) {
      // Both are lower-case by their format.
      const pattern = containing(search.toLowerCase());
      query = query.where((either) =>
        either.or([either('run_id', 'like', pattern), either('profile_name', 'like', pattern)]),
      );
    }
    return query;
  }
}
