import { z } from 'zod';
import { listOf, listQuery } from '../../lists.ts';
import { defineOperation } from '../../operation.ts';
import { mirrorChains } from '../mirror.ts';
import { policySnapshot, tenantPolicy } from '../policy.ts';
import { evidenceSources, startedImport } from '../sources.ts';
import { root } from './paths.ts';

export const listSources = defineOperation({
  id: 'listSources',
  method: 'get',
  path: `${root}/sources`,
  summary: 'Evidence that the tenant holds, and what the latest import refused',
  access: 'export:read',
  transport: 'json',
  success: { status: 200, description: 'Counts and the import report', schema: evidenceSources },
});

export const importSources = defineOperation({
  id: 'importSources',
  method: 'post',
  path: `${root}/sources/import`,
  summary: 'Import the evidence folder of the tenant now; the sources tell how far it is',
  access: 'export:sources',
  operator: true,
  idempotency: 'accepted',
  transport: 'json',
  success: { status: 202, description: 'The import has been asked for', schema: startedImport },
  errors: ['ERR_CONFLICT'],
});

export const getPolicy = defineOperation({
  id: 'getPolicy',
  method: 'get',
  path: `${root}/policy`,
  summary: 'The policy that findings of the tenant are judged by now',
  access: 'export:read',
  transport: 'json',
  success: { status: 200, description: 'The policy and its version', schema: tenantPolicy },
});

export const listPolicySnapshots = defineOperation({
  id: 'listPolicySnapshots',
  method: 'get',
  path: `${root}/policy/snapshots`,
  summary: 'Policies with the inputs that they judged, newest first',
  access: 'export:read',
  transport: 'json',
  query: z.strictObject(listQuery),
  success: { status: 200, description: 'A page of snapshots', schema: listOf(policySnapshot) },
});

export const listMirrorChains = defineOperation({
  id: 'listMirrorChains',
  method: 'get',
  path: `${root}/mirror/chains`,
  summary: 'Full mirrors with the deltas that build on them, in the order to import them',
  access: 'export:read',
  transport: 'json',
  success: { status: 200, description: 'Every chain whose bundles are there', schema: mirrorChains },
});
