import { p256 } from '@noble/curves/nist.js';
import { hexToBytes } from '@noble/curves/utils.js';
import { hexOf } from '../bundle-hashes.ts';
import { decodeBase64 } from './base64.ts';
import { type VerifyingKey } from './public-key.ts';

/**
 * The key, of those given, that made this signature (base64 of DER, ECDSA P-256 over SHA-256); undefined for none.
 *
 * The signed bytes are given by their digest, so that nobody has to hold them. WebCrypto wants them whole, which is why
 * `@noble/curves` does the arithmetic here, in the browser as on Node.
 */
export function findSigningKey(
  signatureBase64: string,
  signedSha256: string,
  keys: readonly VerifyingKey[],
): VerifyingKey | undefined {
  const signature = decodeBase64(signatureBase64);
  if (!signature) return undefined;
  const digest = hexToBytes(hexOf(signedSha256));
  return keys.find(({ point }) => isSignedBy(point, signature, digest));
}

/** Strict DER only. A signature may have a high s: openssl and cosign make and take both. */
function isSignedBy(point: Uint8Array, signature: Uint8Array, digest: Uint8Array): boolean {
  try {
    return p256.verify(signature, digest, point, { prehash: false, lowS: false, format: 'der' });
  } catch {
    return false;
  }
}
