import type { CryptoKeyPair } from 'openid-client';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const imported = new WeakMap<JWK, Promise<CryptoKeyPair>>();

/** A new key for one session's DPoP proofs. It is exported once, to be sealed in the vault. */
export async function newDpopKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return exportJWK(privateKey);
}

/** The key as `openid-client` takes it for its proofs, imported once for each session that is held in memory. */
export function keyPairOf(jwk: JWK): Promise<CryptoKeyPair> {
  const known = imported.get(jwk) ?? importKeyPair(jwk);
  imported.set(jwk, known);
  return known;
}

async function importKeyPair({ kty = '', crv = '', x = '', y = '', d = '' }: JWK): Promise<CryptoKeyPair> {
  const [privateKey, publicKey] = await Promise.all([
    crypto.subtle.importKey('jwk', { kty, crv, x, y, d }, algorithm, false, ['sign']),
    crypto.subtle.importKey('jwk', { kty, crv, x, y }, algorithm, true, ['verify']),
  ]);
  return { privateKey, publicKey };
}
