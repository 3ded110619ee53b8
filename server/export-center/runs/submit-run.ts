import type { Profile, ProfileDraft } from '../../contracts/export-center/profile.ts';
import type { RunSubmission, SubmittedRun } from '../../contracts/export-center/run.ts';
import type { Database } from '../../kernel/database/database.ts';
import { AppError } from '../../kernel/http/errors.ts';
import type { Actor } from '../actor.ts';
import type { ProfileService } from '../profiles/profile-service.ts';
import type { DocumentStore } from '../sources/document-store.ts';
import type { RunParameters } from '../tables.ts';
import type { RunJournal } from './run-journal.ts';
import type { RunQueue } from './run-queue.ts';
import type { RunStore } from './run-store.ts';
import { notVerified } from './run-view.ts';

/** Attempts of a run, automatic retries included (contract.md, "States"). */
const maxAttempts = 3;

export interface SubmitServices {
  readonly database: Database;
  readonly profiles: ProfileService;
  readonly documents: DocumentStore;
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
  const { database, profiles, runs, queue, journal } = services;
  return database.transaction(async () => {
    const profile = await profiles.get(actor.tenant, submission.profileId);
    if (profile.archived) {
      const message = `Profile ${profile.name} is archived. Choose another profile or create a new one.`;
      throw new AppError('ERR_CONFLICT', message);
    }
    const runId = await insertRun(services, actor, profile, submission);
    await journal.submitted(actor, runId);
    await queue.send({ tenant: actor.tenant, runId }, submission.priority);
    const usual = await runs.usualDurations(actor.tenant);
    const like = usual.find(({ kind, variant }) => kind === profile.kind && variant === profile.variant);
    return {
      runId,
      status: 'pending',
      estimateSeconds: like?.p50 ?? null,
      links: { self: `/api/export/runs/${runId}`, events: `/api/export/runs/${runId}/events` },
    };
  });
}

async function insertRun(
  { documents, runs }: SubmitServices,
  actor: Actor,
  profile: Profile,
  submission: RunSubmission,
): Promise<string> {
  const at = new Date();
  const runId = await runs.nextRunId(actor.tenant, at);
  const parameters: RunParameters = {
    draft: draftOf(profile),
    selectors: submission.selectors ?? profile.selectors,
    allowEmpty: submission.allowEmpty,
    generation: await documents.generation(actor.tenant),
    plannedAt: at.toISOString(),
  };
  await runs.insert({
    tenant: actor.tenant,
    run_id: runId,
    profile_id: profile.profileId,
    profile_name: profile.name,
    profile_revision: profile.revision,
    kind: profile.kind,
    variant: profile.variant,
    trigger: 'manual',
    priority: submission.priority,
    status: 'pending',
    phases: '[]',
    max_attempts: maxAttempts,
    progress: JSON.stringify({ percent: 0, itemsCompleted: 0, itemsTotal: 0, bytes: 0 }),
    parameters: JSON.stringify(parameters),
    created_at: at,
    artifacts: '[]',
    signatures: '[]',
    verification: JSON.stringify(notVerified),
    distribution: '[]',
    created_by: actor.subject,
  });
  return runId;
}

/** The part of a profile that decides what is built. */
function draftOf(profile: Profile): ProfileDraft {
  const { name, description, kind, variant, include, selectors } = profile;
  const { policySnapshotMode, compression, distribution, retention, labels } = profile;
  return {
    ...{ name, description, kind, variant, include, selectors },
    ...{ policySnapshotMode, compression, distribution, retention, labels },
  };
}
