import { calculateJwkThumbprint, decodeProtectedHeader, EmbeddedJWK, jwtVerify, type JWK } from 'jose';

/** A proof that the token endpoint does not take; `error` as RFC 9449 names it. */
export class ProofRefused extends Error {
  readonly error: 'invalid_dpop_proof' | 'use_dpop_nonce';

  constructor(error: ProofRefused['error']) {
    super(error);
    this.error = error;
  }
}

export interface ExpectedProof {
  readonly htu: string;
  readonly nonce: string | undefined;
}

/** Checks the proofs of token requests (RFC 9449, section 4.3); each works once. Answers with the key's thumbprint. */
export function createProofCheck(): (proof: string, expected: ExpectedProof) => Promise<string> {
  const seen = new Set<unknown>();
  return async (proof, { htu, nonce }) => {
    const { payload } = await jwtVerify(proof, EmbeddedJWK, { typ: 'dpop+jwt', algorithms: ['ES256'] });
    const isForThisRequest = payload['htm'] === 'POST' && payload['htu'] === htu;
    if (!isForThisRequest || seen.has(payload.jti)) throw new ProofRefused('invalid_dpop_proof');
    seen.add(payload.jti);
    if (nonce !== undefined && payload['nonce'] !== nonce) throw new ProofRefused('use_dpop_nonce');
    return calculateJwkThumbprint(decodeProtectedHeader(proof).jwk as JWK);
  };
}
