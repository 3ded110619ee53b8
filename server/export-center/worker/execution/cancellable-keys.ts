import { unlessAborted } from '../../../kernel/streams/until-aborted.ts';
import type { RecipientKeys } from '../../encryption/recipient-keys.ts';
import type { TenantKeyStore } from '../../signing/tenant-key-store.ts';
import type { TenantSigner } from '../../signing/tenant-signer.ts';

/** Signing keys for a run that can be cancelled while their store, a system elsewhere perhaps, does not answer. */
export function cancellableKeys(
  keys: Pick<TenantKeyStore, 'signer' | 'publicKeys'>,
  signal: AbortSignal,
): Pick<TenantKeyStore, 'signer' | 'publicKeys'> {
  const cancellable = (signer: TenantSigner): TenantSigner => ({
    ...signer,
    sign: (content) => unlessAborted(signer.sign(content), signal),
  });
  return {
    signer: async (tenant) => cancellable(await unlessAborted(keys.signer(tenant), signal)),
    publicKeys: (tenant) => unlessAborted(keys.publicKeys(tenant), signal),
  };
}

/** The same of the keys of recipients. */
export function cancellableRecipientKeys(keys: RecipientKeys, signal: AbortSignal): RecipientKeys {
  return {
    has: (name) => unlessAborted(keys.has(name), signal),
    wrap: (name, dataKey) => unlessAborted(keys.wrap(name, dataKey), signal),
    unwrap: (name, wrapped) => unlessAborted(keys.unwrap(name, wrapped), signal),
  };
}
