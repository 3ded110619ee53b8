import type { Selectable } from 'kysely';
import type { TimelineEvent } from '../../contracts/evidence-locker/timeline.ts';
import type { TimelineTable } from '../tables.ts';
import type { Link } from './chain.ts';

export type TimelineRow = Selectable<TimelineTable>;

export function linkOf(row: TimelineRow): Link {
  return {
    eventId: row.event_id,
    seq: row.seq,
    tenant: row.tenant,
    timestamp: row.at.toISOString(),
    kind: row.kind,
    actor: row.actor,
    subject: row.subject,
    reason: row.reason,
    ticket: row.ticket,
    traceId: row.trace_id,
    payloadDigest: row.payload_digest,
    previousHash: row.previous_hash,
  };
}

export function eventOf(row: TimelineRow): TimelineEvent {
  const payload = row.payload === null ? null : (JSON.parse(row.payload) as Record<string, unknown>);
  return { ...linkOf(row), payload, hash: row.hash };
}
