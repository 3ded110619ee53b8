import type { Database } from '../../../kernel/database/database.ts';
import { changeSources } from '../../mirror/change-sources.ts';
import { isDelta } from '../../mirror/find-base.ts';
import type { DocumentStore } from '../../sources/document-store.ts';
import type { DocumentSelection } from '../../sources/selection.ts';
import { collectPortal } from '../adapters/devportal/collect-portal.ts';
import { collectChanges, hasChanges } from '../adapters/mirror/collect-changes.ts';
import type { BundlePlan } from '../bundle-plan.ts';
import type { EvidenceRecord } from '../evidence-record.ts';
import { ExportError } from '../export-error.ts';
import type { BundleJob } from '../staging/bundle-job.ts';
import type { FinishedStep } from '../staging/run-step.ts';
import { type Collected, collectRecords } from '../steps/collect-records.ts';
import type { RunPlan } from './plan-run.ts';

export interface CollectServices {
  readonly database: Database;
  readonly documents: DocumentStore;
  /** The developer portal that `devportal:offline` packs. */
  readonly portalFolder: string;
}

/**
 * @throws ExportError ERR_EXPORT_EMPTY where nothing is selected and that is not allowed. A delta of a state that has become
 * empty removes everything; whether it changes anything is seen when it is collected.
 */
export function refuseEmptySelection({ plan, documents }: RunPlan, allowEmpty: boolean): void {
  if (documents > 0 || allowEmpty || isDeltaPlan(plan) || isPortalPlan(plan)) return;
  throw new ExportError('ERR_EXPORT_EMPTY', 'The selectors of this run match no evidence of the tenant.');
}

/**
 * Copies what the run packs into the staging folder: the selected documents, of a delta those that have changed, or the
 * developer portal.
 * @throws ExportError ERR_EXPORT_EMPTY where a delta has nothing to say and that is not allowed.
 */
export async function collectEvidence(
  { database, documents, portalFolder }: CollectServices,
  job: BundleJob,
  planned: RunPlan,
  allowEmpty: boolean,
): Promise<FinishedStep<Collected>> {
  const { plan, selections, documents: expectedRecords } = planned;
  if (isPortalPlan(plan)) return collectPortal(job, portalFolder);
  if (!isDeltaPlan(plan)) {
    return collectRecords(job, { open: () => recordsOf(documents, selections), expectedRecords });
  }
  const sources = changeSources(database, plan.base, selections);
  const collected = await collectChanges(job, { sources, expectedRecords });
  if (hasChanges(collected.result.changes) || allowEmpty) return collected;
  const since = plan.base ? `has changed since ${plan.base.runId}` : 'is there';
  throw new ExportError('ERR_EXPORT_EMPTY', `Nothing that this delta selects ${since}.`);
}

function isDeltaPlan({ profile }: BundlePlan): boolean {
  return isDelta(profile);
}

/** Packs a folder, and no evidence of the tenant. */
function isPortalPlan({ profile }: BundlePlan): boolean {
  return profile.kind === 'devportal';
}

async function* recordsOf(
  documents: DocumentStore,
  selections: readonly DocumentSelection[],
): AsyncGenerator<EvidenceRecord> {
  for (const selection of selections) yield* documents.documents(selection);
}
