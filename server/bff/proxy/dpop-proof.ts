import { createPrivateKey, hash, randomUUID, sign, type KeyObject } from 'node:crypto';
import type { JWK } from 'jose';

export interface ProvenCall {
  readonly method: string;
  /** The address of the call, without query and fragment (RFC 9449, section 4.2: `htu`). */
  readonly url: string;
  readonly accessToken: string;
  /** What the server last asked to be repeated, if it did. */
  readonly nonce: string | undefined;
}

interface ProofKey {
  readonly privateKey: KeyObject;
  /** Same for every proof of the key, encoded once. */
  readonly header: string;
}

/** By the object in which the session cache holds the key, so it is forgotten with its session. */
const prepared = new WeakMap<JWK, ProofKey>();

/**
 * A DPoP proof (RFC 9449) for one call, signed with ES256. Signed in this thread: through WebCrypto, as a library does
 * it, a proof takes four times the processor time of its signature (docs/adr/dpop-proofs.md).
 */
export function dpopProof(key: JWK, { method, url, accessToken, nonce }: ProvenCall): string {
  const { privateKey, header } = proofKeyOf(key);
  const claims = {
    jti: randomUUID(),
    htm: method,
    htu: url,
    iat: Math.floor(Date.now() / 1000),
    ath: hash('sha256', accessToken, 'base64url'),
    nonce,
  };
  const signed = `${header}.${encode(claims)}`;
  return `${signed}.${fixedLength(sign('sha256', Buffer.from(signed), privateKey)).toString('base64url')}`;
}

/**
 * A P-256 signature as JOSE wants it, r and s of 32 bytes each, from the DER form (SEQUENCE of two INTEGERs, all lengths in
 * one byte). Node's own conversion (`dsaEncoding`) takes as long as the signature.
 */
function fixedLength(der: Buffer): Buffer {
  const raw = Buffer.alloc(64);
  const endOfR = 4 + (der[3] ?? 0);
  copyInteger(der.subarray(4, endOfR), raw.subarray(0, 32));
  copyInteger(der.subarray(endOfR + 2), raw.subarray(32));
  return raw;
}

/** An INTEGER has no leading zeros but the one that keeps it positive. */
function copyInteger(integer: Buffer, field: Buffer): void {
  const digits = integer.length > field.length ? integer.subarray(integer.length - field.length) : integer;
  digits.copy(field, field.length - digits.length);
}

function proofKeyOf(key: JWK): ProofKey {
  const known = prepared.get(key);
  if (known) return known;
  const { kty, crv, x, y } = key;
  const created: ProofKey = {
    privateKey: createPrivateKey({ key: { ...key }, format: 'jwk' }),
    header: encode({ typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } }),
  };
  prepared.set(key, created);
  return created;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
