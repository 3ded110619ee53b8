import { newUlid } from '../../kernel/ids.ts';
import type {
  TimelineEvent,
  TimelineSubmission,
  TimelineVerification,
} from '../../contracts/evidence-locker/timeline.ts';
import type { Database } from '../../kernel/database/database.ts';
import { AppError } from '../../kernel/http/errors.ts';
import { readPage, type ListRequest, type PageOf } from '../../kernel/http/page.ts';
import { canonicalJson } from '../../verification/canonical-json.ts';
import { lockTenant } from '../tenant-lock.ts';
import { digestOf, hashOf, type Link } from './chain.ts';
import { eventOf, linkOf, type TimelineRow } from './timeline-row.ts';
import type { TimelineFilter, TimelineStore } from './timeline-store.ts';
import { verifyChain } from './verify-chain.ts';

/** What happened, before the timeline gives it a number and chains it. */
export type TimelineEntry = Omit<TimelineSubmission, 'eventId' | 'timestamp'> & { readonly at: Date };

/** The append-only timeline of each tenant: numbered without gaps, each event chained to the one before. */
export class Timeline {
  readonly #database: Database;
  readonly #store: TimelineStore;

  constructor(database: Database, store: TimelineStore) {
    this.#database = database;
    this.#store = store;
  }

  /** Records an event of the locker itself; inside a transaction it stands or falls with it. */
  async record(tenant: string, { at, ...entry }: TimelineEntry): Promise<void> {
    await this.#database.transaction(() =>
      this.#append(tenant, { ...entry, eventId: newUlid(at.getTime()), timestamp: at.toISOString() }),
    );
  }

  /**
   * Appends an event of another service, which delivers at least once: an event that is there already is answered as
   * it was chained.
   * @throws AppError ERR_CONFLICT where another event has this id, ERR_VALIDATION for a payload that is no plain JSON.
   */
  async submit(tenant: string, submission: TimelineSubmission): Promise<TimelineEvent> {
    return this.#database.transaction(async () => {
      await lockTenant(this.#database, tenant);
      const known = await this.#store.find(tenant, submission.eventId);
      if (!known) return eventOf(await this.#append(tenant, submission));
      if (!repeats(submission, known)) {
        throw new AppError(
          'ERR_CONFLICT',
          `The timeline has another event with the id ${submission.eventId}. Give each event an id of its own.`,
        );
      }
      return eventOf(known);
    });
  }

  async list(request: ListRequest<TimelineFilter>): Promise<PageOf<TimelineEvent>> {
    const { tenant, filter } = request;
    return readPage(request, {
      rows: (limit, after) => this.#store.list(tenant, filter, limit, after),
      count: () => this.#store.count(tenant, filter),
      position: (row) => ({ key: row.seq, id: row.event_id }),
      items: (rows) => rows.map(eventOf),
    });
  }

  verify(tenant: string): Promise<TimelineVerification> {
    return verifyChain(this.#store, tenant);
  }

  async #append(tenant: string, submission: TimelineSubmission): Promise<TimelineRow> {
    const head = await lockTenant(this.#database, tenant);
    const { payload: given, ...fields } = submission;
    const payload = canonicalPayload(given);
    const link: Link = {
      ...fields,
      tenant,
      seq: head.seq + 1,
      payloadDigest: digestOf(payload),
      previousHash: head.hash,
    };
    const row = rowOf(link, payload);
    await this.#store.append(row);
    return row;
  }
}

function repeats(submission: TimelineSubmission, known: TimelineRow): boolean {
  const { payload, ...fields } = submission;
  const link = linkOf(known);
  return hashOf({ ...link, ...fields, payloadDigest: digestOf(canonicalPayload(payload)) }) === hashOf(link);
}

function canonicalPayload(payload: Record<string, unknown>): string {
  try {
    return canonicalJson(payload);
  } catch (cause) {
    throw new AppError('ERR_VALIDATION', 'The payload has no canonical JSON, so it cannot be chained.', {
      details: [{ path: 'payload', message: 'must be plain JSON: finite numbers and well-formed Unicode' }],
      cause,
    });
  }
}

function rowOf(link: Link, payload: string): TimelineRow {
  return {
    tenant: link.tenant,
    seq: link.seq,
    event_id: link.eventId,
    at: new Date(link.timestamp),
    kind: link.kind,
    actor: link.actor,
    subject: link.subject,
    reason: link.reason,
    ticket: link.ticket,
    trace_id: link.traceId,
    payload,
    payload_digest: link.payloadDigest,
    previous_hash: link.previousHash,
    hash: hashOf(link),
  };
}
