import { listKeys } from '../../contracts/export-center/operations.ts';
import { route, type Route } from '../../kernel/http/route.ts';
import type { TenantKeyStore } from '../signing/tenant-key-store.ts';
import { SIGNATURE_ALGORITHM } from '../signing/tenant-signer.ts';

/** Public signing keys; a tenant that has none yet gets its first one here. */
export function keyRoutes(keys: TenantKeyStore): Route[] {
  return [
    route(listKeys, async ({ tenant }) => ({
      items: (await keys.publicKeys(tenant)).map(({ keyId, publicKeyPem, fingerprint, current, createdAt }) => ({
        keyId,
        algorithm: SIGNATURE_ALGORITHM,
        publicKeyPem,
        fingerprint,
        current,
        createdAt,
      })),
    })),
  ];
}
