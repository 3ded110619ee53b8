import type { DryRun } from '../../contracts/export-center/dry-run.ts';
import type { ProfileDraft } from '../../contracts/export-center/profile.ts';
import type { Database } from '../../kernel/database/database.ts';
import { checkRecipients, type CheckedRecipient } from '../encryption/check-recipients.ts';
import { encryptionFor } from '../encryption/plan-encryption.ts';
import { findBase, isDelta } from '../mirror/find-base.ts';
import type { PolicyStore } from '../sources/policy-store.ts';
import { readEvidenceSources } from '../sources/evidence-sources.ts';
import { estimateFromLikeRuns } from '../runs/like-runs.ts';
import type { RunStore } from '../runs/run-store.ts';
import { ExportError } from '../worker/export-error.ts';
import { planParts, selectionsOf, type PlanRequest, type PlanServices } from '../worker/execution/plan-run.ts';
import { forecastEvidence } from './evidence-forecast.ts';

export interface DryRunServices extends PlanServices {
  readonly database: Database;
  readonly policies: PolicyStore;
  readonly runs: Pick<RunStore, 'unfinishedOf'>;
  /** Runs that are built at the same time. */
  readonly maxActiveRuns: number;
}

type Remark = DryRun['blockers'][number];

/** Plans what a run of this draft would be planned with now, by the code that plans runs, and keeps nothing. */
export async function dryRun(services: DryRunServices, tenant: string, draft: ProfileDraft): Promise<DryRun> {
  const request = await requestOf(services, tenant, draft, new Date());
  const evidence = await forecastEvidence(services.documents, selectionsOf(request));
  const recipients = await checkRecipients(draft.encryption, services.recipientKeys);
  const faults = await faultsOf(services, request, recipients);
  const quota = await quotaOf(services, tenant);
  return {
    evidence,
    estimate: await estimateFromLikeRuns(services.database, tenant, draft),
    quota,
    base: isDelta(draft) ? { runId: request.baseRunId, present: !faults.has('base') } : null,
    recipients,
    targets: draft.distribution.map((target) => ({ target, reachable: true, reason: null })),
    nextRuns: [],
    blockers: [...emptiness(draft, evidence), ...faults.values()],
    warnings: await warningsOf(services, request, quota),
  };
}

/** The parameters that a submission would freeze now. */
async function requestOf(
  { database, documents }: DryRunServices,
  tenant: string,
  draft: ProfileDraft,
  now: Date,
): Promise<PlanRequest> {
  const { selectors } = draft;
  const [plannedAt, resetBaseline] = [now.toISOString(), false];
  return {
    ...{ tenant, draft, selectors, plannedAt, resetBaseline },
    evidenceAt: plannedAt,
    generation: await documents.generation(tenant),
    policySnapshotId: null,
    baseRunId: await findBase(database, { tenant, draft, selectors, resetBaseline }),
  };
}

const fieldOfPart = {
  trivySchema: 'trivy',
  policy: 'policySnapshotMode',
  encryption: 'encryption',
  base: 'base',
} as const;
type Part = keyof typeof fieldOfPart;

/** What a run would fail of in `plan`, part by part. */
async function faultsOf(
  services: DryRunServices,
  request: PlanRequest,
  recipients: readonly CheckedRecipient[],
): Promise<Map<Part, Remark>> {
  const faults = new Map<Part, Remark>();
  const parts: Record<Part, () => unknown> = {
    ...planParts(services, request),
    // Recipients may be tried at a system elsewhere: once is enough.
    encryption: () => encryptionFor(request.draft.encryption, recipients),
  };
  for (const [part, lookUp] of Object.entries(parts) as [Part, () => unknown][]) {
    try {
      await lookUp();
    } catch (error) {
      if (!(error instanceof ExportError)) throw error;
      faults.set(part, { path: fieldOfPart[part], message: error.message });
    }
  }
  return faults;
}

function emptiness({ kind }: ProfileDraft, evidence: DryRun['evidence']): Remark[] {
  if (kind === 'devportal' || evidence.some(({ documents }) => documents > 0)) return [];
  return [{ path: 'selectors', message: 'The selectors match no evidence of the tenant.' }];
}

async function quotaOf({ runs, maxActiveRuns }: DryRunServices, tenant: string): Promise<DryRun['quota']> {
  const active = await runs.unfinishedOf(tenant);
  return { limit: maxActiveRuns, active, fits: active < maxActiveRuns };
}

async function warningsOf(
  { database, policies }: DryRunServices,
  { tenant, draft, generation }: PlanRequest,
  { fits }: DryRun['quota'],
): Promise<Remark[]> {
  const warnings: Remark[] = [];
  const { lastImport } = await readEvidenceSources(database, tenant);
  if (draft.kind !== 'devportal' && lastImport && lastImport.refusedTotal > 0) {
    const files = lastImport.refusedTotal === 1 ? 'One file was' : `${lastImport.refusedTotal} files were`;
    warnings.push({ path: '', message: `${files} refused by the latest import and would not be packed.` });
  }
  if (draft.policySnapshotMode === 'optional' && (await policies.at(tenant, generation)).origin === 'built-in') {
    const message = 'The tenant has no policy of its own; the built-in one would judge the findings.';
    warnings.push({ path: 'policySnapshotMode', message });
  }
  if (!fits) {
    warnings.push({ path: '', message: 'As many runs as are built at the same time are under way; it would wait.' });
  }
  return warnings;
}
