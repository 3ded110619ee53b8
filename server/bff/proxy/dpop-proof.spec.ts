import { createPublicKey } from 'node:crypto';
import { compactVerify, decodeJwt, type JWK } from 'jose';
import { newDpopKey } from '../sessions/dpop-key.ts';
import { dpopProof } from './dpop-proof.ts';

const url = 'https://services.example/api/export/runs';

describe('dpopProof', () => {
  it('names the call, and the token by its digest', async () => {
    const claims = decodeJwt(
      dpopProof(await newDpopKey(), { method: 'POST', url, accessToken: 'the-token', nonce: 'n-1' }),
    );
    expect(claims).toEqual({
      jti: jasmine.any(String),
      htm: 'POST',
      htu: url,
      iat: jasmine.any(Number),
      // printf %s the-token | openssl dgst -sha256 -binary | basenc --base64url
      ath: 'wqc_z2HfvcrceaELozCy7162b8Cmc17Wm3lrs8l7l64',
      nonce: 'n-1',
    });
  });

  it('has a signature that anybody can check with the key in its header, for each of many', async () => {
    const key = await newDpopKey();
    const numbers = new Set<unknown>();
    // One signature in 128 has an integer that is shorter than 32 bytes, one in two has one with a leading zero.
    for (let index = 0; index < 1_000; index += 1) {
      const proof = dpopProof(key, { method: 'GET', url, accessToken: 'the-token', nonce: undefined });
      const verified = await compactVerify(proof, ({ jwk }) => createPublicKey({ key: jwk as JWK, format: 'jwk' }));
      expect(verified.protectedHeader).toEqual(jasmine.objectContaining({ typ: 'dpop+jwt', alg: 'ES256' }));
      expect(verified.protectedHeader.jwk).not.toEqual(jasmine.objectContaining({ d: jasmine.anything() }));
      numbers.add(decodeJwt(proof).jti);
    }
    expect(numbers.size).toBe(1_000);
  });
});
