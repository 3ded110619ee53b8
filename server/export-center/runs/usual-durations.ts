import { sql } from 'kysely';
import type { Database } from '../../kernel/database/database.ts';
import type { Run } from '../../contracts/export-center/run.ts';
import type { ExportCenterTables, RunTable } from '../tables.ts';

/** Succeeded runs that are looked at, the latest of the tenant. */
const sampleSize = 500;

/** Seconds that runs of a kind take, by `<kind>:<variant>`. */
export type UsualDurations = ReadonlyMap<string, NonNullable<Run['usualSeconds']>>;

export async function usualDurations(database: Database, tenant: string): Promise<UsualDurations> {
  const query = database.query<ExportCenterTables>();
  const latest = query
    .selectFrom('export_center.runs')
    .select(['kind', 'variant', sql<number>`extract(epoch from finished_at - started_at)::float8`.as('seconds')])
    .where('tenant', '=', tenant)
    .where('status', 'in', ['succeeded', 'expired'])
    .orderBy('created_at', 'desc')
    .limit(sampleSize);
  const rows = await query
    .selectFrom(latest.as('latest'))
    .select([
      'kind',
      'variant',
      sql<number>`percentile_cont(0.5) within group (order by seconds)`.as('p50'),
      sql<number>`percentile_cont(0.95) within group (order by seconds)`.as('p95'),
    ])
    .groupBy(['kind', 'variant'])
    .execute();
  return new Map(rows.map(({ p50, p95, ...likeRun }) => [kindOf(likeRun), { p50, p95 }]));
}

export function usualOf(run: Pick<RunTable, 'kind' | 'variant'>, usual: UsualDurations): Run['usualSeconds'] {
  return usual.get(kindOf(run)) ?? null;
}

function kindOf({ kind, variant }: Pick<RunTable, 'kind' | 'variant'>): string {
  return `${kind}:${variant}`;
}
