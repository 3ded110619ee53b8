import type { ExportEventType } from '../../contracts/export-center/events.ts';
import type { Actor } from '../actor.ts';
import type { ExportEvents } from '../events.ts';
import type { Timeline } from '../locker/timeline.ts';
import type { RunRow } from './run-store.ts';
import { runEventData } from './run-view.ts';

/** Who the timeline names for steps that no person took. */
const worker = 'export-worker';

/** Tells the live stream and the tenant's timeline what happened to a run, in the transaction that made it happen. */
export class RunJournal {
  readonly #events: ExportEvents;
  readonly #timeline: Timeline;

  constructor(events: ExportEvents, timeline: Timeline) {
    this.#events = events;
    this.#timeline = timeline;
  }

  /** An event of the live stream only: phases, progress, artifacts, log lines. */
  async live(run: RunRow, type: ExportEventType, message?: string): Promise<void> {
    await this.#events.append(run.tenant, type, run.run_id, runEventData(run, message));
  }

  /** A change of state that the worker made. */
  async byWorker(run: RunRow, type: ExportEventType, kind: string): Promise<void> {
    await this.live(run, type);
    await this.#record(run, kind, worker, null);
  }

  /** Something that the worker did besides, for the timeline alone. */
  async noteByWorker(run: RunRow, kind: string): Promise<void> {
    await this.#record(run, kind, worker, null);
  }

  /** What a person did, with the reason given. */
  async byPerson(actor: Actor, run: RunRow, type: ExportEventType, kind: string, message?: string): Promise<void> {
    await this.live(run, type, message);
    await this.#record(run, kind, actor.subject, actor);
  }

  async #record(run: RunRow, kind: string, by: string, actor: Actor | null): Promise<void> {
    await this.#timeline.record(run.tenant, {
      kind,
      actor: by,
      subject: run.run_id,
      reason: actor?.operator?.reason ?? null,
      ticket: actor?.operator?.ticket ?? null,
      traceId: actor?.traceId ?? null,
      payload: {
        profileId: run.profile_id,
        profileRevision: run.profile_revision,
        status: run.status,
        attempt: run.attempt,
        errorCode: run.error_code,
        bundleDigest: run.bundle?.sha256 ?? null,
        rerunHash: run.rerun_hash,
      },
    });
  }
}
