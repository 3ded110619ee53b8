import { z } from 'zod';
import { listOf, listQuery, several } from '../../lists.ts';
import { defineOperation } from '../../operation.ts';
import { humanText } from '../../values.ts';
import { dryRun } from '../dry-run.ts';
import { profileKinds } from '../kinds.ts';
import { profile, profileDraft, profileRevisionDraft } from '../profile.ts';
import { profileParams, root } from './paths.ts';

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

export const cloneProfile = defineOperation({
  id: 'cloneProfile',
  method: 'post',
  path: `${root}/profiles/{id}/clone`,
  summary: 'Create a profile like another one, under a new name',
  access: 'export:profile:manage',
  idempotency: 'accepted',
  transport: 'json',
  params: profileParams,
  body: z.strictObject({ name: profileDraft.shape.name }),
  success: { status: 201, description: 'The new profile, revision 1', schema: profile },
  errors: ['ERR_CONFLICT'],
});

export const dryRunDraft = defineOperation({
  id: 'dryRunDraft',
  method: 'post',
  path: `${root}/profiles/dry-run`,
  summary: 'What a run of this draft would pack, and what would stop it; nothing is kept',
  access: 'export:profile:manage',
  transport: 'json',
  body: profileDraft,
  success: { status: 200, description: 'The forecast', schema: dryRun },
});

export const dryRunProfile = defineOperation({
  id: 'dryRunProfile',
  method: 'post',
  path: `${root}/profiles/{id}/dry-run`,
  summary: 'What a run of this profile would pack now, and what would stop it',
  access: 'export:profile:manage',
  transport: 'json',
  params: profileParams,
  success: { status: 200, description: 'The forecast', schema: dryRun },
});
