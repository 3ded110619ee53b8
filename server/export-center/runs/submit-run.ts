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
  const { database, profiles, documents, runs, queue, journal } = services;
  return database.transaction(async () => {
    const profile = await profiles.get(actor.tenant, submission.profileId);
    if (profile.archived) {
      throw new AppError(
        'ERR_CONFLICT',
        `Profile ${profile.name} is archived. Choose another profile or create a new one.`,
      );
    }
    const at = new Date();
    const runId = await runs.nextRunId(actor.tenant, at);
  const { policySnapshotMode, compression, distribution, retention, labels } = profile;
  return {
    ...{ name, description, kind, variant, include, selectors },
    ...{ policySnapshotMode, compression, distribution, retention, labels },
  };
}
