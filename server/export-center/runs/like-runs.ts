import { sql } from 'kysely';
import type { DryRun } from '../../contracts/export-center/dry-run.ts';
import type { ProfileDraft } from '../../contracts/export-center/profile.ts';
import type { Run } from '../../contracts/export-center/run.ts';
import type { Database } from '../../kernel/database/database.ts';
import type { ExportCenterTables, RunTable } from '../tables.ts';

const lookBackMs = 90 * 24 * 3_600_000;
/** The latest ones tell enough. */
const sampleSize = 500;
/** Fewer runs of the same selectors say less than all runs of the kind. */
const enoughRuns = 3;

type Kind = Pick<RunTable, 'kind' | 'variant'>;

/** Seconds that runs of a kind take, by `<kind>:<variant>`. */
export type UsualDurations = ReadonlyMap<string, NonNullable<Run['usualSeconds']>>;

/** Of each kind that the tenant has run; for lists, whose runs are of any kind. */
export async function usualDurations(database: Database, tenant: string): Promise<UsualDurations> {
  const rows = await database
    .query<ExportCenterTables>()
    .selectFrom(latestOf(database, tenant).as('latest'))
    .select(['kind', 'variant', quantile(0.5, 'seconds').as('p50'), quantile(0.95, 'seconds').as('p95')])
    .groupBy(['kind', 'variant'])
    .execute();
  const usual = new Map<string, NonNullable<Run['usualSeconds']>>();
  for (const { p50, p95, ...run } of rows) {
    const seconds = pairOf(p50, p95);
    if (seconds) usual.set(kindOf(run), seconds);
  }
  return usual;
}

export function usualOf(run: Kind, usual: UsualDurations): Run['usualSeconds'] {
  return usual.get(kindOf(run)) ?? null;
}

/** Seconds and bytes of the runs most like this one: of the same kind and selectors where there are three, else of the kind. */
export async function estimateFromLikeRuns(
  database: Database,
  tenant: string,
  { selectors, ...draft }: Pick<ProfileDraft, 'kind' | 'variant' | 'selectors'>,
): Promise<DryRun['estimate']> {
  const same = await estimateOf(database, tenant, draft, selectors);
  return same.likeRuns >= enoughRuns ? same : estimateOf(database, tenant, draft);
}

async function estimateOf(
  database: Database,
  tenant: string,
  { kind, variant }: Kind,
  selectors?: ProfileDraft['selectors'],
): Promise<DryRun['estimate']> {
  let like = latestOf(database, tenant).where('kind', '=', kind).where('variant', '=', variant);
  if (selectors) like = like.where(sql<boolean>`parameters -> 'selectors' = ${JSON.stringify(selectors)}::jsonb`);
  const found = await database
    .query<ExportCenterTables>()
    .selectFrom(like.as('latest'))
    .select((runs) => [
      runs.fn.countAll<number>().as('count'),
      quantile(0.5, 'seconds').as('seconds50'),
      quantile(0.95, 'seconds').as('seconds95'),
      quantile(0.5, 'bytes').as('bytes50'),
      quantile(0.95, 'bytes').as('bytes95'),
    ])
    .executeTakeFirstOrThrow();
  return {
    likeRuns: found.count,
    seconds: pairOf(found.seconds50, found.seconds95),
    bytes: pairOf(found.bytes50, found.bytes95),
  };
}

/** The latest runs that gave a bundle: what they took, and how large it was. */
function latestOf(database: Database, tenant: string) {
  return database
    .query<ExportCenterTables>()
    .selectFrom('export_center.runs')
    .select([
      ...(['kind', 'variant'] as const),
      sql<number>`extract(epoch from finished_at - started_at)::float8`.as('seconds'),
      sql<number>`(bundle ->> 'bytes')::float8`.as('bytes'),
    ])
    .where('tenant', '=', tenant)
    .where('status', 'in', ['succeeded', 'expired'])
    .where('created_at', '>=', new Date(Date.now() - lookBackMs))
    .orderBy('created_at', 'desc')
    .limit(sampleSize);
}

function quantile(part: number, column: 'seconds' | 'bytes') {
  return sql<number | null>`percentile_cont(${part}::float8) within group (order by ${sql.ref(column)})`;
}

function pairOf(p50: number | null, p95: number | null): { p50: number; p95: number } | null {
  return p50 === null || p95 === null ? null : { p50, p95 };
}

function kindOf({ kind, variant }: Kind): string {
  return `${kind}:${variant}`;
}
