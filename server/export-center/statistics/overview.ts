import { sql } from 'kysely';
import type { z } from 'zod';
import type { Overview, statisticsQuery } from '../../contracts/export-center/statistics.ts';
import type { Database } from '../../kernel/database/database.ts';
import { AppError } from '../../kernel/http/errors.ts';
import type { ExportCenterTables } from '../tables.ts';

const hourMs = 3_600_000;
/** Points of one series that a chart still shows. */
const maxBuckets = 24 * 31;
/** p95 of full runs (runbook, section 3). */
const fullRunSloSeconds = 300;

interface Range {
  readonly from: Date;
  readonly to: Date;
  readonly bucket: 'hour' | 'day';
}

/** Statistics of the runs of a tenant that were created in the range; without one, the last 24 hours. */
export async function overview(
  database: Database,
  tenant: string,
  query: z.output<typeof statisticsQuery>,
): Promise<Overview> {
  const range = rangeOf(query);
  return {
    from: range.from.toISOString(),
    to: range.to.toISOString(),
    bucket: range.bucket,
    totals: await totalsOf(database, tenant, range),
    duration: await durationOf(database, tenant, range),
    throughput: await throughputOf(database, tenant, range),
    failures: await failuresOf(database, tenant, range),
  };
}

function rangeOf({ from, to, bucket }: z.output<typeof statisticsQuery>): Range {
  const end = to === undefined ? new Date() : new Date(to);
  const start = from === undefined ? new Date(end.getTime() - 24 * hourMs) : new Date(from);
  const bucketMs = bucket === 'hour' ? hourMs : 24 * hourMs;
  if (start >= end) throw badRange('query.from', 'must lie before to');
  if ((end.getTime() - start.getTime()) / bucketMs > maxBuckets) {
    throw badRange('query.bucket', `gives more than ${maxBuckets} points; choose day or a shorter range`);
  }
  return { from: start, to: end, bucket };
}

function badRange(path: string, message: string): AppError {
  return new AppError('ERR_VALIDATION', `The range cannot be shown: ${path} ${message}.`, {
    details: [{ path, message }],
  });
}

function runsIn(database: Database, tenant: string, { from, to }: Range) {
  return database
    .query<ExportCenterTables>()
    .selectFrom('export_center.runs')
    .where('tenant', '=', tenant)
    .where('created_at', '>=', from)
    .where('created_at', '<', to);
}

async function totalsOf(database: Database, tenant: string, range: Range): Promise<Overview['totals']> {
  const inRange = await runsIn(database, tenant, range)
    .select([
      sql<number>`count(*) filter (where status in ('succeeded', 'expired'))`.as('succeeded'),
      sql<number>`count(*) filter (where status = 'failed')`.as('failed'),
      sql<number>`count(*) filter (where status = 'cancelled')`.as('cancelled'),
      sql<number>`coalesce(sum((bundle ->> 'bytes')::bigint), 0)::bigint`.as('bytes'),
    ])
    .executeTakeFirstOrThrow();
  const now = await database
    .query<ExportCenterTables>()
    .selectFrom('export_center.runs')
    .where('tenant', '=', tenant)
    .where('status', 'in', ['pending', 'running', 'failed'])
    .select([
      sql<number>`count(*) filter (where status = 'running')`.as('active'),
      sql<number>`count(*) filter (where status = 'pending')`.as('queued'),
      sql<number>`count(*) filter (where status = 'failed')`.as('needsAction'),
    ])
    .executeTakeFirstOrThrow();
  return { ...inRange, ...now };
}

async function durationOf(database: Database, tenant: string, range: Range): Promise<Overview['duration']> {
  const seconds = sql`extract(epoch from finished_at - started_at)::float8`;
  const row = await runsIn(database, tenant, range)
    .where('status', 'in', ['succeeded', 'expired'])
    .select([
      sql<number | null>`percentile_cont(0.5) within group (order by ${seconds})`.as('p50'),
      sql<number | null>`percentile_cont(0.95) within group (order by ${seconds})`.as('p95'),
      sql<number | null>`percentile_cont(0.99) within group (order by ${seconds})`.as('p99'),
    ])
    .executeTakeFirstOrThrow();
  if (row.p50 === null || row.p95 === null || row.p99 === null) return null;
  return { p50: row.p50, p95: row.p95, p99: row.p99, sloSeconds: fullRunSloSeconds };
}

async function throughputOf(database: Database, tenant: string, range: Range): Promise<Overview['throughput']> {
  const at = sql<Date>`date_trunc(${range.bucket}, created_at, 'UTC')`;
  const rows = await runsIn(database, tenant, range)
    .select(['profile_id', at.as('at'), sql<string>`max(profile_name)`.as('name'), sql<number>`count(*)`.as('runs')])
    .groupBy(['profile_id', sql`2`])
    .orderBy('profile_id')
    .orderBy(sql`2`)
    .execute();
  const series = Map.groupBy(rows, (row) => row.profile_id);
  return [...series].map(([profileId, points]) => ({
    profileId,
    profileName: points[0]?.name ?? profileId,
    points: points.map((point) => ({ at: point.at.toISOString(), runs: point.runs })),
  }));
}

async function failuresOf(database: Database, tenant: string, range: Range): Promise<Overview['failures']> {
  const rows = await runsIn(database, tenant, range)
    .where('status', '=', 'failed')
    .where('error_code', 'is not', null)
    .select(['error_code', sql<number>`count(*)`.as('runs')])
    .groupBy('error_code')
    .orderBy('runs', 'desc')
    .orderBy('error_code')
    .execute();
  return rows.flatMap(({ error_code: code, runs }) => (code === null ? [] : [{ code, runs }]));
}
