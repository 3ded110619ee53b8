import { z } from 'zod';
import { defineOperation } from '../../operation.ts';
import { artifact, exportManifest, run, runVerification } from '../run.ts';
import { root, runParams } from './paths.ts';

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

export const getRunProvenance = defineOperation({
  id: 'getRunProvenance',
  method: 'get',
  path: `${root}/runs/{id}/provenance`,
  summary: 'provenance.json of the run in its signed envelope (DSSE)',
  access: 'export:read',
  transport: 'download',
  params: runParams,
  success: { status: 200, description: 'The envelope', mediaType: 'application/vnd.dsse.envelope+json' },
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

const artifactDownload = {
  path: `${root}/runs/{id}/artifacts/{path+}`,
  access: 'export:download',
  transport: 'download',
  params: z.strictObject({ ...runParams.shape, path: z.string().min(1).max(512) }),
  success: {
    status: 200,
    description: 'One file: an artifact, the manifest, the provenance, a signature or the public key',
    mediaType: 'application/octet-stream',
  },
  errors: ['ERR_GONE', 'ERR_RANGE'],
} as const;

export const downloadArtifact = defineOperation({
  id: 'downloadArtifact',
  method: 'get',
  summary: 'Download one file of the bundle',
  ...artifactDownload,
});

export const headArtifact = defineOperation({
  id: 'headArtifact',
  method: 'head',
  summary: 'Size and digest of one file of the bundle',
  ...artifactDownload,
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
