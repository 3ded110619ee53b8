import { createHash, randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';

/** A caller's DPoP key, which makes proofs that a spec can bend. */
export interface DpopKey {
  readonly publicJwk: JWK;
  prove(proof: ProofFacts): Promise<string>;
}

export interface ProofFacts {
  readonly method: string;
  readonly url: string;
  readonly token: string;
  /** Claims over the usual ones. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

export async function createDpopKey(): Promise<DpopKey> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const publicJwk = await exportJWK(publicKey);
  return {
    publicJwk,
    prove: ({ method, url, token, claims }) =>
      new SignJWT({
        htm: method,
        htu: url.split('?', 1)[0] ?? url,
        iat: Math.floor(Date.now() / 1000),
        jti: randomUUID(),
        ath: createHash('sha256').update(token).digest('base64url'),
        ...claims,
      })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: publicJwk })
        .sign(privateKey),
  };
}
