import type { ProfileDraft } from '../../../contracts/export-center/profile.ts';
import { type EncryptionPlanServices, planEncryption } from '../../encryption/plan-encryption.ts';
import { type BaseServices, resolveBase } from '../../mirror/resolve-base.ts';
import { evidenceKindsOf } from '../../policy/pin-snapshot.ts';
import { resolvePolicy, type PolicyServices } from '../../policy/resolve-policy.ts';
import type { EvidenceView } from '../../policy/snapshot-store.ts';
import type { RunRow } from '../../runs/run-store.ts';
import type { DocumentStore } from '../../sources/document-store.ts';
import type { DocumentSelection } from '../../sources/selection.ts';
import { checkTrivySchema } from '../adapters/trivy/schema-version.ts';
import type { BundlePlan } from '../bundle-plan.ts';

const dayMs = 24 * 3_600_000;

export interface PlanServices extends PolicyServices, BaseServices, EncryptionPlanServices {
  readonly documents: DocumentStore;
}

/** What is planned: by a run with its frozen parameters, by a dry run with those that a run would get now. */
export interface PlanRequest extends EvidenceView {
  readonly tenant: string;
  readonly draft: ProfileDraft;
  readonly policySnapshotId: string | null;
  readonly baseRunId: string | null;
  readonly resetBaseline: boolean;
  /** RFC 3339 UTC. */
  readonly plannedAt: string;
}

/** What had to be looked up for a plan; the rest of it follows from the run alone. */
export type ResolvedPlan = Pick<BundlePlan, 'policy' | 'encryption' | 'base'>;

export interface RunPlan {
  readonly plan: BundlePlan;
  readonly selections: readonly DocumentSelection[];
  /** Documents that the selections match. */
  readonly documents: number;
}

/** Plans a run: every attempt of it gets the same. @throws ExportError where something that it needs is not there. */
export async function planRun(services: PlanServices, run: RunRow): Promise<RunPlan> {
  const request: PlanRequest = { tenant: run.tenant, ...run.parameters };
  const selections = selectionsOf(request);
  return {
    plan: bundlePlanOf(run, await resolvePlan(services, request)),
    selections,
    documents: await countSelected(services.documents, selections),
  };
}

/**
 * What a plan looks up. Each part by itself, since a dry run wants to hear of everything that is missing and not of the
 * first thing alone. @throws each ExportError where what it looks for is not there
 */
export function planParts(services: PlanServices, request: PlanRequest) {
  const { draft } = request;
  return {
    trivySchema: () => {
      checkTrivySchema({ profile: draft, trivy: draft.trivy });
      return Promise.resolve();
    },
    policy: () => resolvePolicy(services, request),
    encryption: () => planEncryption(services, draft),
    base: () => resolveBase(services, request),
  };
}

async function resolvePlan(services: PlanServices, request: PlanRequest): Promise<ResolvedPlan> {
  const parts = planParts(services, request);
  await parts.trivySchema();
  return { policy: await parts.policy(), encryption: await parts.encryption(), base: await parts.base() };
}

/** One selection a kind of evidence. */
export function selectionsOf({ tenant, draft, selectors, generation, evidenceAt }: PlanRequest): DocumentSelection[] {
  const plannedAt = new Date(evidenceAt);
  return evidenceKindsOf(draft).map((kind) => ({ tenant, kind, generation, selectors, plannedAt }));
}

async function countSelected(documents: DocumentStore, selections: readonly DocumentSelection[]): Promise<number> {
  let total = 0;
  for (const selection of selections) total += (await documents.totals(selection)).documents;
  return total;
}

function bundlePlanOf({ run_id: runId, tenant, parameters, ...run }: RunRow, resolved: ResolvedPlan): BundlePlan {
  const { draft, selectors, resetBaseline, dayNumber, plannedAt } = parameters;
  const { include, trivy, redaction } = draft;
  return {
    runId,
    tenant,
    profile: {
      id: run.profile_id,
      name: run.profile_name,
      kind: run.kind,
      variant: run.variant,
      revision: run.profile_revision,
    },
    ...{ include, selectors, trivy, redaction, resetBaseline, dayNumber },
    compression: compressionOf(draft),
    ...resolved,
    policyVersion: resolved.policy?.version ?? null,
    expiresAt: expiryOf(draft, plannedAt),
    createdAt: plannedAt,
  };
}

/** What programs that others wrote have to read is always gzip. */
function compressionOf({ kind, compression }: ProfileDraft): BundlePlan['compression'] {
  const isForOthers = kind === 'trivy' || kind === 'devportal';
  return isForOthers ? { codec: 'gzip', level: Math.min(compression.level, 9) } : compression;
}

/** Counted from the plan, so that every attempt says the same. */
function expiryOf({ retention: { mode, value } }: ProfileDraft, plannedAt: string): string | null {
  return mode === 'days' ? new Date(Date.parse(plannedAt) + value * dayMs).toISOString() : null;
}
