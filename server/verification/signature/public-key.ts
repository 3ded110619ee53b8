import { p256 } from '@noble/curves/nist.js';
import { hexToBytes } from '@noble/curves/utils.js';
import { decodeBase64, encodeBase64 } from './base64.ts';

/** A tenant's public key as a caller knows it, from `GET /api/export/keys` or a trusted file. */
export interface TrustedKey {
  readonly keyId: string;
  /** SubjectPublicKeyInfo of an ECDSA P-256 key, PEM. */
  readonly publicKeyPem: string;
}

export interface VerifyingKey {
  readonly keyId: string;
  readonly spki: Uint8Array;
  /** The point, uncompressed: 65 bytes. */
  readonly point: Uint8Array;
}

/** What stands before the point in the SubjectPublicKeyInfo of every P-256 key (RFC 5480 section 2). */
const P256_PREFIX = hexToBytes('3059301306072a8648ce3d020106082a8648ce3d030107034200');

/** @throws TypeError when the PEM holds no ECDSA P-256 key. */
export function importVerifyingKey({ keyId, publicKeyPem }: TrustedKey): VerifyingKey {
  const spki = spkiFromPem(publicKeyPem);
  if (!spki) throw new TypeError(`Key ${keyId} is not a PEM public key`);
  const isP256 = P256_PREFIX.every((byte, at) => spki[at] === byte);
  const point = spki.subarray(P256_PREFIX.length);
  if (!isP256 || !p256.utils.isValidPublicKey(point, false)) {
    throw new TypeError(`Key ${keyId} is not an ECDSA P-256 public key`);
  }
  return { keyId, spki, point };
}

/** The DER inside a `PUBLIC KEY` block (RFC 7468 section 13); undefined when there is not exactly one. */
export function spkiFromPem(pem: string): Uint8Array<ArrayBuffer> | undefined {
  const block = /^-----BEGIN PUBLIC KEY-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END PUBLIC KEY-----\s*$/.exec(pem)?.[1];
  return block === undefined ? undefined : decodeBase64(block);
}

/** The one spelling of a key that our bundles carry: 64 columns, a line end after the last line, as openssl writes it. */
export function pemFromSpki(spki: Uint8Array): string {
  const lines = encodeBase64(spki).replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN PUBLIC KEY-----\n${lines}\n-----END PUBLIC KEY-----\n`;
}
