import type { SigningKey } from '../../contracts/export-center/keys.ts';
import type { Database } from '../../kernel/database/database.ts';
import { AppError } from '../../kernel/http/errors.ts';
import type { Actor } from '../actor.ts';
import type { ExportEvents } from '../events.ts';
import type { Timeline } from '../locker/timeline.ts';
import type { TenantKeyStore } from '../signing/tenant-key-store.ts';
import { SIGNATURE_ALGORITHM } from '../signing/tenant-signer.ts';

export interface KeyServices {
  readonly database: Database;
  readonly keys: TenantKeyStore;
  readonly events: ExportEvents;
  readonly timeline: Timeline;
}

/** Public signing keys, the current one first; a tenant that has none yet gets its first one here. */
export async function listSigningKeys(keys: TenantKeyStore, tenant: string): Promise<{ items: SigningKey[] }> {
  const items = (await keys.publicKeys(tenant)).map(({ keyId, publicKeyPem, fingerprint, current, createdAt }) => ({
    keyId,
    algorithm: SIGNATURE_ALGORITHM,
    publicKeyPem,
    fingerprint,
    current,
    createdAt,
  }));
  return { items };
}

/**
 * Makes a new signing key and tells of it. A run that is being signed ends with the key that it began with; whatever was signed
 * before stays valid. After a crash between the two another key is made, and told of.
 */
export async function rotateSigningKeys(services: KeyServices, actor: Actor): Promise<{ items: SigningKey[] }> {
  const { database, keys, events, timeline } = services;
  const { tenant, subject, traceId, operator } = actor;
  const [retired] = await keys.publicKeys(tenant).catch(notRotated);
  const { keyId } = await keys.rotate(tenant).catch(notRotated);
  await database.transaction(async () => {
    await events.append(tenant, 'keys.rotated', keyId, { keyId, at: new Date().toISOString() });
    await timeline.record(tenant, {
      kind: 'key.rotated',
      actor: subject,
      subject: keyId,
      reason: operator?.reason ?? null,
      ticket: operator?.ticket ?? null,
      traceId,
      payload: { keyId, retiredKeyId: retired?.keyId ?? null },
    });
  });
  return listSigningKeys(keys, tenant);
}

function notRotated(cause: unknown): never {
  throw new AppError('ERR_UNAVAILABLE', 'The key store does not answer, so no key was made. Try again.', { cause });
}
