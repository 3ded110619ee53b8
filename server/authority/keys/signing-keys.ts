import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';

/** Keys that sign ID, access and logout tokens, as they lie in DATA_DIR: private JWKs, the newest first. */
export interface SigningKeyRing {
  readonly keys: readonly SigningKey[];
}

export interface SigningKey {
  /** RFC 3339. */
  readonly createdAt: string;
  readonly jwk: JWK;
}

const rotateAfterDays = 90;
const millisecondsADay = 24 * 3600 * 1000;

/**
 * The ring to use from `now` on: with a new key in front when the newest is too old, or there is none. The key before
 * stays published, so that what it signed can be checked; the one before that signed nothing that is still valid.
 */
export async function rotateWhenDue(ring: SigningKeyRing | undefined, now: Date): Promise<SigningKeyRing> {
  const newest = ring?.keys[0];
  const age = newest ? (now.getTime() - Date.parse(newest.createdAt)) / millisecondsADay : Infinity;
  if (ring && age < rotateAfterDays) return ring;
  const fresh: SigningKey = { createdAt: now.toISOString(), jwk: await createSigningKey() };
  return { keys: [fresh, ...(ring?.keys ?? [])].slice(0, 2) };
}

async function createSigningKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'ES256', use: 'sig' };
}
