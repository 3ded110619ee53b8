import { z } from 'zod';
import { listOf, listQuery, several } from '../lists.ts';
import { defineOperation } from '../operation.ts';
import { humanText, profileId, runId, timestamp } from '../values.ts';
import { profileKinds, runStatuses } from './kinds.ts';
import { signingKeys } from './keys.ts';
import { profile, profileDraft, profileRevisionDraft } from './profile.ts';
import { artifact, exportManifest, run, runSubmission, runVerification, submittedRun } from './run.ts';
import { evidenceSources } from './sources.ts';
import { overview, statisticsQuery } from './statistics.ts';

const root = '/api/export';
const profileParams = z.strictObject({ id: profileId });
const runParams = z.strictObject({ id: runId });
const eventsQuery = z.strictObject({
  lastEventId: z
    .string()
    .regex(/^\d{1,15}$/, 'must be an event number')
    .optional(),
});

export const listProfiles = defineOperation({
  id: 'listProfiles',
  method: 'get',
  path: `${root}/profiles`,
  summary: 'Profiles of the tenant',
  access: 'export:read',
  transport: 'json',
  query: z.strictObject({
    ...listQuery,
    sort: z.enum(['name', '-name', 'updatedAt', '-updatedAt']).default('name'),
    kind: several(z.enum(profileKinds)),
    archived: z.enum(['true', 'false', 'any']).default('false'),
    search: humanText(128).optional(),
  }),
  success: { status: 200, description: 'A page of profiles', schema: listOf(profile) },
});

export const createProfile = defineOperation({
  id: 'createProfile',
  method: 'post',
  path: `${root}/profiles`,
  summary: 'Create a profile',
  access: 'export:profile:manage',
  idempotency: 'accepted',
  transport: 'json',
  body: profileDraft,
  success: { status: 201, description: 'The profile, revision 1', schema: profile },
  errors: ['ERR_CONFLICT'],
});

export const getProfile = defineOperation({
  id: 'getProfile',
  method: 'get',
  path: `${root}/profiles/{id}`,
  summary: 'One profile',
  access: 'export:read',
  transport: 'json',
  params: profileParams,
  success: { status: 200, description: 'The profile, its current revision', schema: profile },
});

export const listProfileRevisions = defineOperation({
  id: 'listProfileRevisions',
  method: 'get',
  path: `${root}/profiles/{id}/revisions`,
  summary: 'Every revision of a profile, newest first',
  access: 'export:read',
  transport: 'json',
  params: profileParams,
  query: z.strictObject(listQuery),
  success: { status: 200, description: 'A page of revisions', schema: listOf(profile) },
});

export const reviseProfile = defineOperation({
  id: 'reviseProfile',
  method: 'put',
  path: `${root}/profiles/{id}`,
  summary: 'Write the next revision of a profile',
  access: 'export:profile:manage',
  ifMatch: true,
  idempotency: 'accepted',
  transport: 'json',
  params: profileParams,
  body: profileRevisionDraft,
  success: { status: 200, description: 'The new revision', schema: profile },
  errors: ['ERR_CONFLICT'],
});

export const archiveProfile = defineOperation({
  id: 'archiveProfile',
  method: 'delete',
  path: `${root}/profiles/{id}`,
  summary: 'Archive a profile: no further runs, its history stays',
  access: 'export:profile:manage',
  ifMatch: true,
  idempotency: 'accepted',
  transport: 'json',
  params: profileParams,
  success: { status: 200, description: 'The archived profile', schema: profile },
  errors: ['ERR_CONFLICT'],
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

export const verifyRun = defineOperation({
  id: 'verifyRun',
  method: 'post',
  path: `${root}/runs/{id}/verify`,
  summary: 'Verify the stored bundle again: signature, every hash, provenance',
  access: 'export:read',
  transport: 'json',
  params: runParams,
  success: { status: 200, description: 'The verdict and what was found wrong', schema: runVerification },
  errors: ['ERR_GONE', 'ERR_CONFLICT'],
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

export const getRunManifest = defineOperation({
  id: 'getRunManifest',
  method: 'get',
  path: `${root}/runs/{id}/manifest`,
  summary: 'export.json of the run',
  access: 'export:read',
  transport: 'json',
  params: runParams,
  success: { status: 200, description: 'The manifest, byte for byte as signed', schema: exportManifest },
  errors: ['ERR_GONE'],
});

export const listRunArtifacts = defineOperation({
  id: 'listRunArtifacts',
  method: 'get',
  path: `${root}/runs/{id}/artifacts`,
  summary: 'Files of the bundle with size and digest',
  access: 'export:read',
  transport: 'json',
  params: runParams,
  success: { status: 200, description: 'Every artifact', schema: z.strictObject({ items: z.array(artifact) }) },
});

const bundleDownload = {
  path: `${root}/runs/{id}/bundle`,
  access: 'export:download',
  transport: 'download',
  params: runParams,
  success: {
    status: 200,
    description: 'The bundle; Range is answered with 206',
    mediaType: 'application/octet-stream',
  },
  errors: ['ERR_GONE', 'ERR_RANGE'],
} as const;

export const downloadBundle = defineOperation({
  id: 'downloadBundle',
  method: 'get',
  summary: 'Download the bundle',
  ...bundleDownload,
});

export const headBundle = defineOperation({
  id: 'headBundle',
  method: 'head',
  summary: 'Size, digest and signature of the bundle',
  ...bundleDownload,
});

export const deleteBundle = defineOperation({
  id: 'deleteBundle',
  method: 'delete',
  path: `${root}/runs/{id}/bundle`,
  summary: 'Delete the bundle; refused while a hold covers it',
  access: 'export:retention',
  operator: true,
  fresh: true,
  idempotency: 'accepted',
  transport: 'json',
  params: runParams,
  success: { status: 200, description: 'The run, now expired', schema: run },
  errors: ['ERR_HELD', 'ERR_GONE', 'ERR_CONFLICT', 'ERR_UNAVAILABLE'],
});

export const listSources = defineOperation({
  id: 'listSources',
  method: 'get',
  path: `${root}/sources`,
  summary: 'Evidence that the tenant holds, and what the latest import refused',
  access: 'export:read',
  transport: 'json',
  success: { status: 200, description: 'Counts and the import report', schema: evidenceSources },
});

export const listKeys = defineOperation({
  id: 'listKeys',
  method: 'get',
  path: `${root}/keys`,
  summary: 'Public signing keys of the tenant, the current one first',
  access: 'export:read',
  transport: 'json',
  success: { status: 200, description: 'Public keys', schema: signingKeys },
});

export const getOverview = defineOperation({
  id: 'getOverview',
  method: 'get',
  path: `${root}/stats/overview`,
  summary: 'Throughput by profile, failures by class, durations',
  access: 'export:read',
  transport: 'json',
  query: statisticsQuery,
  success: { status: 200, description: 'Statistics of the range', schema: overview },
});

/** Every operation of the Export Center, in the order of its OpenAPI document. */
export const exportCenterOperations = [
  listProfiles,
  createProfile,
  getProfile,
  listProfileRevisions,
  reviseProfile,
  archiveProfile,
  submitRun,
  listRuns,
  getRun,
  cancelRun,
  verifyRun,
  streamEvents,
  streamRunEvents,
  getRunManifest,
  listRunArtifacts,
  downloadBundle,
  headBundle,
  deleteBundle,
  listSources,
  listKeys,
  getOverview,
] as const;
