import { z } from 'zod';
import { digest, humanLine, humanText, timestamp, ulid } from '../values.ts';

export const timelineKind = z.string().regex(/^[a-z][a-z0-9_-]*(\.[a-z0-9_-]+){1,4}$/, 'must be a dotted event kind');

/** One link of a tenant's timeline. `hash` is SHA-256 over its canonical JSON without `hash` and `payload`. */
export const timelineEvent = z
  .strictObject({
    eventId: ulid,
    seq: z.int().min(1),
    tenant: z.string(),
    timestamp,
    kind: timelineKind,
    actor: z.string(),
    subject: z.string(),
    reason: z.string().nullable(),
    ticket: z.string().nullable(),
    traceId: z.string().nullable(),
    payloadDigest: digest,
    payload: z.record(z.string(), z.unknown()).nullable(),
    previousHash: digest.nullable(),
    hash: digest,
  })
  .meta({ id: 'TimelineEvent' });

export type TimelineEvent = z.output<typeof timelineEvent>;

/** Internal: an event of another service, delivered at least once; `eventId` makes the repetition harmless. */
export const timelineSubmission = z.strictObject({
  eventId: ulid,
  timestamp,
  kind: timelineKind,
  actor: humanLine(256),
  subject: humanLine(256),
  reason: humanText(256).nullable(),
  ticket: humanText(128).nullable(),
  traceId: humanText(64).nullable(),
  payload: z.record(z.string(), z.unknown()),
});

export type TimelineSubmission = z.output<typeof timelineSubmission>;

/** Whether every link of the chain still hashes to what the next one names. */
export const timelineVerification = z.strictObject({
  verdict: z.enum(['passed', 'failed']),
  events: z.int(),
  /** The first event whose hash or predecessor is wrong. */
  brokenAt: z.int().nullable(),
  head: digest.nullable(),
});

export type TimelineVerification = z.output<typeof timelineVerification>;
