import { CompactEncrypt, compactDecrypt } from 'jose';
import type { AdapterPayload } from 'oidc-provider';

/** Encrypts what the provider stores, so that a dump of the database holds no session, code, token or pushed request. */
export interface PayloadSeal {
  seal(payload: AdapterPayload): Promise<string>;
  /** Undefined when the payload was sealed with a key that is no longer there: the artifact is as good as gone. */
  open(sealed: string): Promise<AdapterPayload | undefined>;
}

/** `keys`: 32 bytes each, newest first; the first one seals, all of them open. */
export function createPayloadSeal(keys: readonly Uint8Array[]): PayloadSeal {
  const [newest] = keys;
  if (!newest) throw new Error('A payload seal needs a key');

  return {
    seal: (payload) =>
      new CompactEncrypt(new TextEncoder().encode(JSON.stringify(payload)))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .encrypt(newest),

    async open(sealed) {
      for (const key of keys) {
        try {
          const { plaintext } = await compactDecrypt(sealed, key);
          return JSON.parse(new TextDecoder().decode(plaintext)) as AdapterPayload;
        } catch {
          // Another key's; the next one is tried.
        }
      }
      return undefined;
    },
  };
}
