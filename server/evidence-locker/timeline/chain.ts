import { createHash } from 'node:crypto';
import type { TimelineEvent } from '../../contracts/evidence-locker/timeline.ts';
import { canonicalJson } from '../../verification/canonical-json.ts';

/** The members of an event that its hash is computed over. */
export type Link = Omit<TimelineEvent, 'hash' | 'payload'>;

/** `sha256:<hex>` of a text in UTF-8. */
export function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text, 'utf8').digest('hex')}`;
}

/**
 * The hash of one event: SHA-256 over its canonical JSON (contract.md, section 4). The payload is in it by digest, so
 * that a payload can be redacted and the chain still holds; the hash of the event before is in it, which makes a chain.
 */
export function hashOf(link: Link): string {
  const { eventId, seq, tenant, timestamp, kind, actor, subject, reason, ticket, traceId, payloadDigest } = link;
  return digestOf(
    canonicalJson({
      ...{ eventId, seq, tenant, timestamp, kind, actor, subject, reason, ticket, traceId, payloadDigest },
      previousHash: link.previousHash,
    }),
  );
}
