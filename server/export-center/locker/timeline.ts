import { newUlid } from '../../kernel/ids.ts';
import type { TimelineSubmission } from '../../contracts/evidence-locker/timeline.ts';
import type { LockerOutbox } from './locker-outbox.ts';

export interface TimelineEntry {
  readonly kind: string;
  readonly actor: string;
  readonly subject: string;
  readonly reason?: string | null;
  readonly ticket?: string | null;
  readonly traceId: string | null;
  readonly payload: Record<string, unknown>;
}

/** Writes to the tenant's timeline in the Evidence Locker, by way of the outbox: nothing recorded here can be lost. */
export class Timeline {
  readonly #outbox: LockerOutbox;

  constructor(outbox: LockerOutbox) {
    this.#outbox = outbox;
  }

  /** Part of the open transaction. */
  async record(tenant: string, entry: TimelineEntry): Promise<void> {
    const submission: TimelineSubmission = {
      eventId: newUlid(),
      timestamp: new Date().toISOString(),
      reason: null,
      ticket: null,
      ...entry,
    };
    await this.#outbox.put(tenant, { type: 'timeline-event', submission });
  }
}
