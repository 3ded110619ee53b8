import type { RunError } from '../../contracts/export-center/run.ts';
import type { Database } from '../../kernel/database/database.ts';
import type { ObjectStore } from '../../kernel/objects/object-store.ts';
import type { RunRow } from '../runs/run-store.ts';
import { runColumns } from '../runs/run-store.ts';
import type { ExportCenterTables } from '../tables.ts';
import type { PlannedBase } from '../worker/bundle-plan.ts';
import { ExportError } from '../worker/export-error.ts';
import { type DeltaRequest, isDelta } from './find-base.ts';
import { chainKeyOf, chainKeyOfDraft, chainKeyOfRun, isOfChain } from './mirror-chain.ts';

export interface BaseServices {
  readonly database: Database;
  readonly objects: ObjectStore;
}

/** A delta with the base that was frozen when it was submitted; null where none was found then. */
export type FrozenDelta = Omit<DeltaRequest, 'baseRunId'> & { readonly baseRunId: string | null };

/**
 * What a delta builds on (mirror-bundles.md, section 3, "Base lookup"): a succeeded mirror run of the same chain whose bundle
 * is in the object store. Null for a delta that resets the baseline and for every other kind.
 * @throws ExportError ERR_EXPORT_BASE_MISSING that names what was looked for and carries the `mirror:full` run to start.
 */
export async function resolveBase(services: BaseServices, request: FrozenDelta): Promise<PlannedBase | null> {
  if (!isDelta(request.draft) || request.resetBaseline) return null;
  const { baseRunId } = request;
  if (baseRunId === null) return missing(services, request, nothingFound(request));
  const row = await findRun(services.database, request, baseRunId);
  const fault = await faultOf(services, request, row);
  if (!row || fault !== null) return missing(services, request, `${baseRunId}: ${fault ?? 'not found'}`);
  const { selectors, generation, evidenceAt } = row.parameters;
  return { runId: baseRunId, manifestSha256: row.manifest_sha256 ?? '', generation, selectors, plannedAt: evidenceAt };
}

type FoundRun = RunRow & { readonly sameChain: boolean };

async function findRun(
  database: Database,
  { tenant, selectors, draft }: FrozenDelta,
  runId: string,
): Promise<FoundRun | undefined> {
  return database
    .query<ExportCenterTables>()
    .selectFrom('export_center.runs')
    .select(runColumns)
    .select(isOfChain(chainKeyOf(selectors, draft), chainKeyOfRun).as('sameChain'))
    .where('tenant', '=', tenant)
    .where('run_id', '=', runId)
    .executeTakeFirst();
}

/** Why a run cannot be built on, as the rest of a sentence; null where it can. */
async function faultOf({ objects }: BaseServices, { tenant }: FrozenDelta, run: FoundRun | undefined) {
  if (!run) return `there is no such run in tenant ${tenant}`;
  if (run.kind !== 'mirror') return `it is a run of ${run.kind}:${run.variant}, not of a mirror`;
  if (run.status === 'expired') return 'its bundle was pruned or deleted';
  if (run.status !== 'succeeded' || !run.bundle) return `it is ${run.status} and has no bundle`;
  if (!run.sameChain) return 'it has other selectors, another include or another redaction, so it is of another chain';
  if (!(await objects.head(run.bundle.objectKey))) {
    return `its bundle ${run.bundle.fileName} is not in the object store (${run.bundle.objectKey})`;
  }
  return null;
}

function nothingFound({ draft: { base } }: FrozenDelta): string {
  const wanted = base?.mode === 'last-full' ? 'mirror:full' : 'mirror:full or mirror:delta';
  return `no succeeded ${wanted} run of the tenant has the same selectors, include and redaction`;
}

async function missing(services: BaseServices, request: FrozenDelta, looked: string): Promise<never> {
  const message = `The base of this delta is missing (${looked}). Run mirror:full with the same selectors, then this delta again.`;
  throw new ExportError('ERR_EXPORT_BASE_MISSING', message, { action: await fullRunOf(services.database, request) });
}

/** The newest profile whose full runs this delta could build on. */
async function fullRunOf(database: Database, { tenant, selectors, draft }: FrozenDelta): Promise<RunError['action']> {
  const row = await database
    .query<ExportCenterTables>()
    .selectFrom('export_center.profiles as profile')
    .innerJoin('export_center.profile_revisions as revision', (join) =>
      join
        .onRef('revision.tenant', '=', 'profile.tenant')
        .onRef('revision.profile_id', '=', 'profile.profile_id')
        .onRef('revision.revision', '=', 'profile.revision'),
    )
    .select('profile.profile_id')
    .where('profile.tenant', '=', tenant)
    .where('profile.kind', '=', 'mirror')
    .where('profile.variant', '=', 'full')
    .where('profile.archived', '=', false)
    .where(isOfChain(chainKeyOf(selectors, draft), chainKeyOfDraft))
    .orderBy('profile.created_at', 'desc')
    .orderBy('profile.profile_id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return { type: 'submit-run', kind: 'mirror', variant: 'full', profileId: row?.profile_id ?? null };
}
