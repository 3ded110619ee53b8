import { decodeBase64 } from './base64.ts';
import { p1363FromDer } from './der-signature.ts';
import { type VerifyingKey } from './public-key.ts';

/** The key, of those given, that made this signature (base64 of DER, ECDSA P-256 over SHA-256); undefined for none. */
export async function findSigningKey(
  signatureBase64: string,
  signed: Uint8Array<ArrayBuffer>,
  keys: readonly VerifyingKey[],
): Promise<VerifyingKey | undefined> {
  const der = decodeBase64(signatureBase64);
  const signature = der && p1363FromDer(der);
  if (!signature) return undefined;
  for (const candidate of keys) {
    if (await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, candidate.key, signature, signed)) {
      return candidate;
    }
  }
  return undefined;
}
