import type { ProfileDraft, Selectors } from '../../contracts/export-center/profile.ts';
import type { Database } from '../../kernel/database/database.ts';
import { AppError } from '../../kernel/http/errors.ts';
import type { ExportCenterTables } from '../tables.ts';
import { chainKeyOf, chainKeyOfRun, isOfChain } from './mirror-chain.ts';

/** A delta that is about to be submitted. */
export interface DeltaRequest {
  readonly tenant: string;
  readonly draft: ProfileDraft;
  /** Those of the run, which may replace the profile's own. */
  readonly selectors: Selectors;
  /** The base that the submission names, where it names one. */
  readonly baseRunId?: string | undefined;
  readonly resetBaseline: boolean;
}

/**
 * The run that a delta is to build on, as things are now; whether its bundle is really there is looked at when the run is
 * planned. Null for a delta that resets the baseline, for one without a base, and for every other kind.
 * @throws AppError ERR_VALIDATION where a base or a reset is asked for that the run cannot have.
 */
export async function findBase(database: Database, request: DeltaRequest): Promise<string | null> {
  const { draft, baseRunId, resetBaseline } = request;
  refuseContradictions(request);
  if (!isDelta(draft) || resetBaseline) return null;
  if (baseRunId !== undefined) return baseRunId;
  const { mode, runId } = draft.base ?? { mode: 'last-run' as const };
  if (mode === 'run') return runId ?? null;
  return newestOfChain(database, request, mode === 'last-full' ? ['full'] : ['full', 'delta']);
}

export function isDelta({ kind, variant }: Pick<ProfileDraft, 'kind' | 'variant'>): boolean {
  return kind === 'mirror' && variant === 'delta';
}

function refuseContradictions({ draft, baseRunId, resetBaseline }: DeltaRequest): void {
  if (!isDelta(draft)) {
    if (baseRunId !== undefined) refuse('baseRunId', 'Only mirror:delta builds on a base: leave it out.');
    if (resetBaseline) refuse('resetBaseline', 'Only mirror:delta has a baseline to reset: leave it out.');
  }
  if (baseRunId !== undefined && resetBaseline) {
    refuse('resetBaseline', 'A delta that resets the baseline has no base: leave out one of both.');
  }
}

function refuse(path: string, message: string): never {
  throw new AppError('ERR_VALIDATION', message, { details: [{ path, message }] });
}

async function newestOfChain(
  database: Database,
  { tenant, selectors, draft }: DeltaRequest,
  variants: readonly ('full' | 'delta')[],
): Promise<string | null> {
  const row = await database
    .query<ExportCenterTables>()
    .selectFrom('export_center.runs')
    .select('run_id')
    .where('tenant', '=', tenant)
    .where('kind', '=', 'mirror')
    .where('variant', 'in', variants)
    .where('status', '=', 'succeeded')
    .where(isOfChain(chainKeyOf(selectors, draft), chainKeyOfRun))
    .orderBy('created_at', 'desc')
    .orderBy('run_id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.run_id ?? null;
}
