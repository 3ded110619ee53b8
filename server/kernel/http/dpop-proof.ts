import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';
import { clockToleranceSeconds, signingAlgorithms } from './access-token.ts';
import { ReplayMemory } from './replay-memory.ts';

/** What a DPoP proof is sent with. */
export interface ProvenRequest {
  readonly method: string;
  /** As callers see it; query and fragment do not count. */
  readonly url: string;
  readonly token: string;
  /** Thumbprint of the key that the token is bound to. */
  readonly jkt: string;
}

/** Checks a DPoP proof by RFC 9449, section 4.3, each proof once. @throws Error that says what is wrong */
export type ProofCheck = (proof: string, request: ProvenRequest) => Promise<void>;

/** Proofs older or younger than this are refused, so that the memory of those seen stays short. */
const windowSeconds = 60;

const requiredClaims = ['iat', 'jti', 'ath', 'htm', 'htu'];

export function createProofCheck(): ProofCheck {
  const seen = new ReplayMemory(2 * windowSeconds * 1000);

  return async (proof, { method, url, token, jkt }) => {
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
      typ: 'dpop+jwt',
      algorithms: signingAlgorithms,
      clockTolerance: clockToleranceSeconds,
      requiredClaims,
    });
    const { iat = 0, jti, ath, htm, htu } = payload;
    if (Math.abs(Date.now() / 1000 - iat) > windowSeconds) throw new ProofRefused('it is not recent');
    if (htm !== method) throw new ProofRefused('it is for another method');
    if (typeof htu !== 'string' || addressOf(htu) !== addressOf(url))
      throw new ProofRefused('it is for another address');
    if (ath !== createHash('sha256').update(token).digest('base64url')) {
      throw new ProofRefused('it is for another token');
    }
    if ((await calculateJwkThumbprint(protectedHeader.jwk ?? {})) !== jkt)
      throw new ProofRefused('it is of another key');
    if (typeof jti !== 'string' || jti.length > 256)
      throw new ProofRefused('its jti is no text of up to 256 characters');
    if (!seen.remember(jti)) throw new ProofRefused('it was used before');
  };
}

/** `reason` completes “The DPoP proof is refused: ”. */
class ProofRefused extends Error {
  override readonly name = 'ProofRefused';

  constructor(reason: string) {
    super(`The DPoP proof is refused: ${reason}`);
  }
}

function addressOf(url: string): string | undefined {
  const parsed = URL.parse(url);
  return parsed ? parsed.origin + parsed.pathname : undefined;
}
