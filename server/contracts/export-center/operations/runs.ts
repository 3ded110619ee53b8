import { z } from 'zod';
import { listOf, listQuery, several } from '../../lists.ts';
import { defineOperation } from '../../operation.ts';
import { humanText, profileId, timestamp } from '../../values.ts';
import { runStatuses } from '../kinds.ts';
import { run, runSubmission, submittedRun } from '../run.ts';
import { root, runParams } from './paths.ts';

const eventsQuery = z.strictObject({
  lastEventId: z
    .string()
    .regex(/^\d{1,15}$/, 'must be an event number')
    .optional(),
});

export const submitRun = defineOperation({
  id: 'submitRun',
  method: 'post',
  path: `${root}/runs`,
  summary: 'Start a run of a profile',
  access: 'export:run',
  idempotency: 'required',
  transport: 'json',
  body: runSubmission,
  success: { status: 202, description: 'The run is accepted', schema: submittedRun },
  errors: ['ERR_CONFLICT'],
});

export const listRuns = defineOperation({
  id: 'listRuns',
  method: 'get',
  path: `${root}/runs`,
  summary: 'Runs of the tenant',
  access: 'export:read',
  transport: 'json',
  query: z.strictObject({
    ...listQuery,
    sort: z.enum(['createdAt', '-createdAt']).default('-createdAt'),
    status: several(z.enum(runStatuses)),
    profileId: several(profileId),
    errorCode: humanText(64).optional(),
    from: timestamp.optional(),
    to: timestamp.optional(),
    /** Only runs that still have their bundle. */
    bundle: z.enum(['present']).optional(),
    search: humanText(128).optional(),
  }),
  success: { status: 200, description: 'A page of runs', schema: listOf(run) },
});

export const getRun = defineOperation({
  id: 'getRun',
  method: 'get',
  path: `${root}/runs/{id}`,
  summary: 'One run',
  access: 'export:read',
  transport: 'json',
  params: runParams,
  success: { status: 200, description: 'The run', schema: run },
});

export const cancelRun = defineOperation({
  id: 'cancelRun',
  method: 'post',
  path: `${root}/runs/{id}/cancel`,
  summary: 'Cancel a run that is pending or running',
  access: 'export:run',
  operator: true,
  idempotency: 'accepted',
  transport: 'json',
  params: runParams,
  success: { status: 202, description: 'The run; it stops within two seconds', schema: run },
  errors: ['ERR_CONFLICT'],
});

export const retryRun = defineOperation({
  id: 'retryRun',
  method: 'post',
  path: `${root}/runs/{id}/retry`,
  summary: 'Make the next attempt of a run that failed or was cancelled: same parameters, same hashes',
  access: 'export:run',
  operator: true,
  idempotency: 'accepted',
  transport: 'json',
  params: runParams,
  success: { status: 202, description: 'The run, pending again', schema: run },
  errors: ['ERR_CONFLICT'],
});

export const streamEvents = defineOperation({
  id: 'streamEvents',
  method: 'get',
  path: `${root}/events`,
  summary: 'Events of the tenant as they happen (server-sent events)',
  access: 'export:read',
  transport: 'events',
  query: eventsQuery,
  success: { status: 200, description: 'A stream of events', mediaType: 'text/event-stream' },
});

export const streamRunEvents = defineOperation({
  id: 'streamRunEvents',
  method: 'get',
  path: `${root}/runs/{id}/events`,
  summary: 'Events of one run, from its first (server-sent events)',
  access: 'export:read',
  transport: 'events',
  params: runParams,
  query: eventsQuery,
  success: { status: 200, description: 'A stream of events', mediaType: 'text/event-stream' },
});
