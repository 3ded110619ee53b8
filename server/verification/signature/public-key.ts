import { decodeBase64, encodeBase64 } from './base64.ts';

/** A tenant's public key as a caller knows it, from `GET /api/export/keys` or a trusted file. */
export interface TrustedKey {
  readonly keyId: string;
  /** SubjectPublicKeyInfo of an ECDSA P-256 key, PEM. */
  readonly publicKeyPem: string;
}

export type VerifyingKey = Awaited<ReturnType<typeof importVerifyingKey>>;

/** @throws TypeError when the PEM holds no ECDSA P-256 key. */
export async function importVerifyingKey(key: TrustedKey) {
  const spki = spkiFromPem(key.publicKeyPem);
  if (!spki) throw new TypeError(`Key ${key.keyId} is not a PEM public key`);
  try {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
    return { keyId: key.keyId, spki, key: await crypto.subtle.importKey('spki', spki, algorithm, true, ['verify']) };
  } catch (cause) {
    throw new TypeError(`Key ${key.keyId} is not an ECDSA P-256 public key`, { cause });
  }
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
