import { sql } from 'kysely';
import type { DryRun } from '../../contracts/export-center/dry-run.ts';
import type { ProfileDraft } from '../../contracts/export-center/profile.ts';
import type { Database } from '../../kernel/database/database.ts';
import type { ExportCenterTables } from '../tables.ts';

const lookBackMs = 90 * 24 * 3_600_000;
/** Fewer runs of the same selectors say less than all runs of the kind. */
const enoughRuns = 3;

export interface LikeRuns {
  readonly tenant: string;
  readonly draft: Pick<ProfileDraft, 'kind' | 'variant' | 'selectors'>;
  readonly now: Date;
}

/**
 * Seconds and bytes of the runs of the last 90 days that are most like this one: of the same kind and selectors where
 * there are three, else of the same kind.
 */
export async function estimateFromLikeRuns(database: Database, like: LikeRuns): Promise<DryRun['estimate']> {
  const same = await quantilesOf(database, like, true);
  return same.likeRuns >= enoughRuns ? same : quantilesOf(database, like, false);
}

async function quantilesOf(
  database: Database,
  { tenant, draft, now }: LikeRuns,
  sameSelectors: boolean,
): Promise<DryRun['estimate']> {
  const seconds = sql`extract(epoch from finished_at - started_at)::float8`;
  const bytes = sql`(bundle ->> 'bytes')::float8`;
  const quantile = (part: number, value: typeof seconds) =>
    sql<number | null>`percentile_cont(${part}::float8) within group (order by ${value})`;
  let likeRuns = database
    .query<ExportCenterTables>()
    .selectFrom('export_center.runs')
    .select((runs) => [
      runs.fn.countAll<number>().as('count'),
      quantile(0.5, seconds).as('seconds50'),
      quantile(0.95, seconds).as('seconds95'),
      quantile(0.5, bytes).as('bytes50'),
      quantile(0.95, bytes).as('bytes95'),
    ])
    .where('tenant', '=', tenant)
    .where('kind', '=', draft.kind)
    .where('variant', '=', draft.variant)
    .where('status', 'in', ['succeeded', 'expired'])
    .where('created_at', '>=', new Date(now.getTime() - lookBackMs));
  if (sameSelectors) {
    likeRuns = likeRuns.where(sql<boolean>`parameters -> 'selectors' = ${JSON.stringify(draft.selectors)}::jsonb`);
  }
  const found = await likeRuns.executeTakeFirstOrThrow();
  return {
    likeRuns: found.count,
    seconds: pairOf(found.seconds50, found.seconds95),
    bytes: pairOf(found.bytes50, found.bytes95),
  };
}

function pairOf(p50: number | null, p95: number | null): { p50: number; p95: number } | null {
  return p50 === null || p95 === null ? null : { p50, p95 };
}
