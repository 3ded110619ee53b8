import { z } from 'zod';
import { listOf, listQuery, several } from '../lists.ts';
import { defineOperation } from '../operation.ts';
import { bundleId, digest, holdId, humanText, runId, timestamp } from '../values.ts';
import {
  bundleKinds,
  bundleRegistration,
  evidenceBundle,
  heldBy,
  pruneClaim,
  pruneClaimEnd,
  pruneClaimRequest,
} from './bundle.ts';
import { hold, holdDraft, holdPreview, holdPreviewRequest } from './hold.ts';
import { holdStates } from './states.ts';
import { timelineEvent, timelineKind, timelineSubmission, timelineVerification } from './timeline.ts';

const root = '/evidence';

export const listBundles = defineOperation({
  id: 'listBundles',
  method: 'get',
  path: `${root}/bundles`,
  summary: 'Bundles under retention',
  access: 'evidence:read',
  transport: 'json',
  query: z.strictObject({
    ...listQuery,
    sort: z.enum(['createdAt', '-createdAt', 'purgeAfter', '-purgeAfter']).default('-createdAt'),
    kind: several(z.enum(bundleKinds)),
    runId: several(runId),
    digest: digest.optional(),
    held: z.enum(['true', 'false']).optional(),
    pruned: z.enum(['true', 'false', 'any']).default('false'),
    search: humanText(128).optional(),
  }),
  success: { status: 200, description: 'A page of bundles', schema: listOf(evidenceBundle) },
});

export const getBundle = defineOperation({
  id: 'getBundle',
  method: 'get',
  path: `${root}/bundles/{id}`,
  summary: 'One bundle with its holds',
  access: 'evidence:read',
  transport: 'json',
  params: z.strictObject({ id: bundleId }),
  success: { status: 200, description: 'The bundle', schema: evidenceBundle },
});

export const listHolds = defineOperation({
  id: 'listHolds',
  method: 'get',
  path: `${root}/holds`,
  summary: 'Legal holds of the tenant',
  access: 'evidence:read',
  transport: 'json',
  query: z.strictObject({
    ...listQuery,
    sort: z.enum(['createdAt', '-createdAt', 'reviewAt', '-reviewAt']).default('-createdAt'),
    state: several(z.enum(holdStates)),
    search: humanText(128).optional(),
  }),
  success: { status: 200, description: 'A page of holds', schema: listOf(hold) },
});

export const getHold = defineOperation({
  id: 'getHold',
  method: 'get',
  path: `${root}/holds/{id}`,
  summary: 'One hold',
  access: 'evidence:read',
  transport: 'json',
  params: z.strictObject({ id: holdId }),
  success: { status: 200, description: 'The hold', schema: hold },
});

export const previewHold = defineOperation({
  id: 'previewHold',
  method: 'post',
  path: `${root}/holds/preview`,
  summary: 'What a hold of this scope would cover now; changes nothing',
  access: 'evidence:hold',
  transport: 'json',
  body: holdPreviewRequest,
  success: { status: 200, description: 'The preview', schema: holdPreview },
});

export const placeHold = defineOperation({
  id: 'placeHold',
  method: 'post',
  path: `${root}/holds`,
  summary: 'Place a legal hold; it protects from the moment of the answer',
  access: 'evidence:hold',
  operator: true,
  idempotency: 'required',
  transport: 'json',
  body: holdDraft,
  success: { status: 201, description: 'The hold', schema: hold },
  errors: ['ERR_HOLD_EMPTY', 'ERR_CONFLICT'],
});

export const streamEvidenceEvents = defineOperation({
  id: 'streamEvidenceEvents',
  method: 'get',
  path: `${root}/events`,
  summary: 'Events of the tenant as they happen (server-sent events)',
  access: 'evidence:read',
  transport: 'events',
  query: z.strictObject({
    lastEventId: z
      .string()
      .regex(/^\d{1,15}$/, 'must be an event number')
      .optional(),
  }),
  success: { status: 200, description: 'A stream of events', mediaType: 'text/event-stream' },
});

export const listTimeline = defineOperation({
  id: 'listTimeline',
  method: 'get',
  path: `${root}/timeline`,
  summary: 'The append-only timeline of the tenant',
  access: 'timeline:read',
  transport: 'json',
  query: z.strictObject({
    ...listQuery,
    sort: z.enum(['seq', '-seq']).default('-seq'),
    kind: several(timelineKind),
    subject: humanText(256).optional(),
    from: timestamp.optional(),
    to: timestamp.optional(),
  }),
  success: { status: 200, description: 'A page of the timeline', schema: listOf(timelineEvent) },
});

export const verifyTimeline = defineOperation({
  id: 'verifyTimeline',
  method: 'get',
  path: `${root}/timeline/verify`,
  summary: 'Recompute the hash chain of the timeline',
  access: 'timeline:read',
  transport: 'json',
  success: { status: 200, description: 'The verdict', schema: timelineVerification },
});

export const registerBundle = defineOperation({
  id: 'registerBundle',
  method: 'post',
  path: `${root}/bundles`,
  summary: 'Register a stored bundle by reference',
  access: 'service:evidence',
  internal: true,
  transport: 'json',
  body: bundleRegistration,
  success: { status: 201, description: 'The bundle', schema: evidenceBundle },
});

export const getHoldings = defineOperation({
  id: 'getHoldings',
  method: 'get',
  path: `${root}/holdings/{digest}`,
  summary: 'Holds that protect a digest now',
  access: 'service:evidence',
  internal: true,
  transport: 'json',
  params: z.strictObject({ digest }),
  success: { status: 200, description: 'The holds', schema: z.strictObject({ heldBy }) },
});

export const claimPrune = defineOperation({
  id: 'claimPrune',
  method: 'post',
  path: `${root}/prune-claims`,
  summary: 'Ask for the right to delete a bundle; refused while a hold covers it',
  access: 'service:evidence',
  internal: true,
  transport: 'json',
  body: pruneClaimRequest,
  success: { status: 201, description: 'The claim', schema: pruneClaim },
  errors: ['ERR_HELD'],
});

export const endPruneClaim = defineOperation({
  id: 'endPruneClaim',
  method: 'delete',
  path: `${root}/prune-claims/{id}`,
  summary: 'End a claim: the bundle is deleted, or it was kept after all',
  access: 'service:evidence',
  internal: true,
  transport: 'json',
  params: z.strictObject({ id: z.string().regex(/^claim-[a-z0-9]{4,32}$/) }),
  query: pruneClaimEnd,
  success: { status: 204, description: 'Ended; repeating it changes nothing' },
});

export const appendTimelineEvent = defineOperation({
  id: 'appendTimelineEvent',
  method: 'post',
  path: `${root}/timeline/events`,
  summary: 'Append an event of another service to the timeline',
  access: 'service:evidence',
  internal: true,
  transport: 'json',
  body: timelineSubmission,
  success: { status: 201, description: 'The event as chained', schema: timelineEvent },
});

/** Every operation of the Evidence Locker, in the order of its OpenAPI document. */
export const evidenceLockerOperations = [
  listBundles,
  getBundle,
  listHolds,
  getHold,
  previewHold,
  placeHold,
  streamEvidenceEvents,
  listTimeline,
  verifyTimeline,
  registerBundle,
  getHoldings,
  claimPrune,
  endPruneClaim,
  appendTimelineEvent,
] as const;
