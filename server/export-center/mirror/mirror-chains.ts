import type { Selectable } from 'kysely';
import type { MirrorChain } from '../../contracts/export-center/mirror.ts';
import type { Database } from '../../kernel/database/database.ts';
import { compareText } from '../../verification/compare-text.ts';
import type { ExportCenterTables, RunTable, StoredBundle } from '../tables.ts';

/** Mirror runs that are looked at, the latest of the tenant: twelve weeks of hourly deltas. */
const latestRuns = 2_000;

type MirrorLink = MirrorChain['links'][number];

/** A mirror run that made a bundle, whether that is still there or not. */
interface MirrorRun {
  readonly link: MirrorLink;
  readonly selectors: MirrorChain['selectors'];
}

/**
 * The full mirrors of a tenant whose bundles are there, the newest first, each with the deltas that build on it in the order to
 * import them. Where deltas branch off, the chain leads to the newest end that can be reached with the bundles that are there,
 * or to the newest end at all. A delta that resets the baseline begins a chain, as a full mirror does.
 */
export async function mirrorChains(database: Database, tenant: string): Promise<{ items: MirrorChain[] }> {
  const runs = await mirrorRuns(database, tenant);
  const ends = new Map<string, Path>();
  for (const path of endsOf(runs)) {
    const best = ends.get(path.root.link.runId);
    if (path.root.link.present && (!best || path.complete || !best.complete)) ends.set(path.root.link.runId, path);
  }
  const newestFirst = [...ends.values()].sort(
    ({ root: { link: one } }, { root: { link: other } }) =>
      compareText(other.createdAt, one.createdAt) || compareText(other.runId, one.runId),
  );
  return { items: newestFirst.map(chainOf) };
}

/** The way from the root of a chain to one of its runs. */
interface Path {
  readonly root: MirrorRun;
  readonly run: MirrorRun;
  readonly before: Path | null;
  readonly complete: boolean;
}

/** Paths to runs that nothing builds on, by the time of these runs. */
function endsOf(runs: readonly MirrorRun[]): Path[] {
  const paths = new Map<string, Path>();
  const builtOn = new Set<string>();
  for (const run of runs) {
    const { runId, baseRunId, present } = run.link;
    const before = baseRunId === null ? null : paths.get(baseRunId);
    // Its base is older than all that are looked at.
    if (before === undefined) continue;
    if (baseRunId !== null) builtOn.add(baseRunId);
    const complete = present && (before?.complete ?? true);
    paths.set(runId, { root: before?.root ?? run, run, before, complete });
  }
  return [...paths.values()].filter(({ run }) => !builtOn.has(run.link.runId));
}

function chainOf(end: Path): MirrorChain {
  const links: MirrorLink[] = [];
  for (let path: Path | null = end; path; path = path.before) {
    links.unshift(path.run.link);
  }
  const bytes = links.reduce((sum, link) => sum + link.bytes, 0);
  return { selectors: end.root.selectors, links, bytes, complete: end.complete };
}

type LinkRow = Pick<Selectable<RunTable>, 'run_id' | 'variant' | 'status' | 'parameters' | 'created_at'> & {
  readonly bundle: StoredBundle;
  readonly manifest_sha256: string;
};

/** By time. Runs that never had a bundle are no links. */
async function mirrorRuns(database: Database, tenant: string): Promise<MirrorRun[]> {
  const rows = await database
    .query<ExportCenterTables>()
    .selectFrom('export_center.runs')
    .select(['run_id', 'variant', 'status', 'parameters', 'bundle', 'manifest_sha256', 'created_at'])
    .where('tenant', '=', tenant)
    .where('kind', '=', 'mirror')
    .where('status', 'in', ['succeeded', 'expired'])
    .orderBy('created_at', 'desc')
    .orderBy('run_id', 'desc')
    .limit(latestRuns)
    .execute();
  return rows
    .filter((row): row is LinkRow => row.bundle !== null)
    .map((row) => ({ selectors: row.parameters.selectors, link: linkOf(row) }))
    .reverse();
}

function linkOf(row: LinkRow): MirrorLink {
  return {
    runId: row.run_id,
    variant: row.variant === 'full' ? ('full' as const) : ('delta' as const),
    baseRunId: row.parameters.baseRunId,
    fileName: row.bundle.fileName,
    bytes: row.bundle.bytes,
    sha256: row.bundle.sha256,
    manifestSha256: row.manifest_sha256,
    createdAt: row.created_at.toISOString(),
    present: row.status === 'succeeded',
  };
}
