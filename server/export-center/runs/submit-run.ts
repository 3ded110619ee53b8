import type { Profile } from '../../contracts/export-center/profile.ts';
import type { RunSubmission, SubmittedRun } from '../../contracts/export-center/run.ts';
import type { Database } from '../../kernel/database/database.ts';
import { AppError } from '../../kernel/http/errors.ts';
import type { Actor } from '../actor.ts';
import { findBase } from '../mirror/find-base.ts';
import { draftOf } from '../profiles/draft-of.ts';
import { pinSnapshot } from '../policy/pin-snapshot.ts';
import type { EvidenceView, PolicySnapshotStore } from '../policy/snapshot-store.ts';
import type { ProfileService } from '../profiles/profile-service.ts';
import type { DocumentStore } from '../sources/document-store.ts';
import type { RunParameters } from '../tables.ts';
import type { RunJournal } from './run-journal.ts';
import type { RunQueue } from './run-queue.ts';
import type { RunRow, RunStore } from './run-store.ts';
import { notVerified } from './run-view.ts';
import { usualDurations, usualOf } from './like-runs.ts';

/** Attempts of a run that follow by themselves, the first one included (contract.md, "States"). */
export const attemptsInARow = 3;

export interface SubmitServices {
  readonly database: Database;
  readonly profiles: ProfileService;
  readonly documents: DocumentStore;
  readonly snapshots: PolicySnapshotStore;
  readonly runs: RunStore;
  readonly queue: RunQueue;
  readonly journal: RunJournal;
}

/**
 * The planner: freezes what the run is to do (profile revision, selectors, evidence generation) and queues it.
 * Run, event, timeline entry and job are written in one transaction, so an acknowledged run is never lost.
 */
export async function submitRun(
  services: SubmitServices,
  actor: Actor,
  submission: RunSubmission,
): Promise<SubmittedRun> {
  const { database, profiles, queue, journal } = services;
  return database.transaction(async () => {
    const profile = await profiles.get(actor.tenant, submission.profileId);
    if (profile.archived) {
      const message = `Profile ${profile.name} is archived. Choose another profile or create a new one.`;
      throw new AppError('ERR_CONFLICT', message);
    }
    const run = await insertRun(services, actor, profile, submission);
    const { run_id: runId, status } = run;
    await journal.byPerson(actor, run, 'run.created', 'export.run.submitted');
    await queue.send({ tenant: actor.tenant, runId }, submission.priority);
    const usual = usualOf(run, await usualDurations(database, actor.tenant));
    return {
      runId,
      status,
      estimateSeconds: usual?.p50 ?? null,
      links: { self: `/api/export/runs/${runId}`, events: `/api/export/runs/${runId}/events` },
    };
  });
}

async function insertRun(
  services: SubmitServices,
  actor: Actor,
  profile: Profile,
  submission: RunSubmission,
): Promise<RunRow> {
  const { database, runs } = services;
  const at = new Date();
  const { policySnapshotId = null, allowEmpty, resetBaseline, baseRunId } = submission;
  const { tenant } = actor;
  const draft = draftOf(profile);
  const evidence = await evidenceOf(services, tenant, profile, submission, at);
  const delta = { tenant, draft, selectors: evidence.selectors, baseRunId, resetBaseline };
  const parameters: RunParameters = {
    ...{ draft, allowEmpty, policySnapshotId, resetBaseline },
    ...evidence,
    baseRunId: await findBase(database, delta),
    dayNumber: (await runs.countOfDay(actor.tenant, profile, at)) + 1,
    plannedAt: at.toISOString(),
  };
  return runs.insert({
    tenant: actor.tenant,
    run_id: await runs.nextRunId(actor.tenant, at),
    profile_id: profile.profileId,
    profile_name: profile.name,
    profile_revision: profile.revision,
    kind: profile.kind,
    variant: profile.variant,
    trigger: 'manual',
    priority: submission.priority,
    status: 'pending',
    phases: '[]',
    max_attempts: attemptsInARow,
    progress: JSON.stringify({ percent: 0, itemsCompleted: 0, itemsTotal: 0, bytes: 0 }),
    parameters: JSON.stringify(parameters),
    policy_snapshot_id: policySnapshotId,
    created_at: at,
    artifacts: '[]',
    signatures: '[]',
    verification: JSON.stringify(notVerified),
    distribution: '[]',
    created_by: actor.name,
  });
}

/** The tenant's evidence of now, or that of the snapshot whose decisions the run repeats. */
async function evidenceOf(
  { documents, snapshots }: SubmitServices,
  tenant: string,
  profile: Profile,
  submission: RunSubmission,
  at: Date,
): Promise<EvidenceView> {
  const { policySnapshotId, selectors = profile.selectors } = submission;
  if (policySnapshotId !== undefined) {
    return pinSnapshot(snapshots, tenant, profile, { ...submission, policySnapshotId });
  }
  return { selectors, generation: await documents.generation(tenant), evidenceAt: at.toISOString() };
}
