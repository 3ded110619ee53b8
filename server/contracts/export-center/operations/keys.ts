import { defineOperation } from '../../operation.ts';
import { signingKeys } from '../keys.ts';
import { root } from './paths.ts';

export const listKeys = defineOperation({
  id: 'listKeys',
  method: 'get',
  path: `${root}/keys`,
  summary: 'Public signing keys of the tenant, the current one first',
  access: 'export:read',
  transport: 'json',
  success: { status: 200, description: 'Public keys', schema: signingKeys },
});

export const rotateKeys = defineOperation({
  id: 'rotateKeys',
  method: 'post',
  path: `${root}/keys/rotate`,
  summary: 'Make a new signing key; the old public keys stay for the bundles that they signed',
  access: 'export:keys',
  operator: true,
  fresh: true,
  idempotency: 'accepted',
  transport: 'json',
  success: { status: 200, description: 'Public keys, the new one first', schema: signingKeys },
  errors: ['ERR_UNAVAILABLE'],
});
