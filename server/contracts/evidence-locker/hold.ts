import { z } from 'zod';
import { bundleId, bytes, digest, holdId, humanLine, runId, timestamp } from '../values.ts';
import { holdStates } from './states.ts';

/** What a hold covers; it also covers what comes to match later. */
export const holdScope = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('bundle'), bundleIds: z.array(bundleId).min(1).max(500) }),
  z.strictObject({ type: z.literal('run'), runIds: z.array(runId).min(1).max(500) }),
  z.strictObject({ type: z.literal('digest'), digest }),
]);

export type HoldScope = z.output<typeof holdScope>;

/** `POST /evidence/holds`. Reason and ticket travel as operator metadata, in headers. */
export const holdDraft = z.strictObject({
  name: humanLine(128),
  caseId: humanLine(128),
  scope: holdScope,
  reviewAt: timestamp,
  expiresAt: timestamp.optional(),
});

export type HoldDraft = z.output<typeof holdDraft>;

export const hold = z
  .strictObject({
    holdId,
    name: z.string(),
    caseId: z.string(),
    reason: z.string(),
    ticket: z.string().nullable(),
    scope: holdScope,
    state: z.enum(holdStates),
    reviewAt: timestamp,
    expiresAt: timestamp.nullable(),
    /** Bundles that it covers right now, and their size. */
    items: z.int(),
    bytes,
    /** Bundles of its scope that had been pruned before it took effect. */
    alreadyGone: z.array(z.strictObject({ bundleId, fileName: z.string(), prunedAt: timestamp })),
    createdAt: timestamp,
    createdBy: z.string(),
    revision: z.int(),
  })
  .meta({ id: 'Hold' });

export type Hold = z.output<typeof hold>;

export const holdPreviewRequest = z.strictObject({ scope: holdScope });

export const holdSample = z.strictObject({
  bundleId,
  fileName: z.string(),
  runId: runId.nullable(),
  bytes,
  purgeAfter: timestamp,
});

/** What placing a hold of this scope would do; `digest` names the exact set of bundles. */
export const holdPreview = z.strictObject({
  digest,
  items: z.int(),
  bytes,
  newlyHeld: z.int(),
  alreadyHeld: z.int(),
  /** Those that retention would prune within 30 days, soonest first; at most 20. */
  dueSoon: z.array(holdSample),
  /** Newest first; at most 20. */
  samples: z.array(holdSample),
});

export type HoldPreview = z.output<typeof holdPreview>;
