import type { AccessToken, TokenSet } from '../sessions/token-set.ts';
import { dpopProof } from './dpop-proof.ts';
import type { Upstream } from './upstream.ts';

/** How a call shows an upstream that the token is its own. */
export interface Presentation {
  readonly authorization: string;
  readonly proof: string | undefined;
}

export interface PresentedCall {
  readonly method: string;
  /** The address of the call, without query. */
  readonly url: string;
}

/** Presents tokens, each time with a new proof (RFC 9449), and remembers the nonces that upstreams ask for. */
export interface TokenPresenter {
  present(tokens: TokenSet, token: AccessToken, upstream: Upstream, call: PresentedCall): Presentation;
  /** Takes the `DPoP-Nonce` of an answer. */
  learn(upstream: Upstream, nonce: string | string[] | undefined): void;
}

export function createTokenPresenter(): TokenPresenter {
  /** By origin: a nonce holds for all that a server answers (RFC 9449, section 8.2). */
  const nonces = new Map<string, string>();

  return {
    present({ dpopKey }, { scheme, value }, upstream, call) {
      const authorization = `${scheme} ${value}`;
      if (scheme === 'Bearer' || !dpopKey) return { authorization, proof: undefined };
      const nonce = nonces.get(upstream.url.origin);
      return { authorization, proof: dpopProof(dpopKey, { ...call, accessToken: value, nonce }) };
    },

    learn(upstream, nonce) {
      if (typeof nonce === 'string' && /^[\x21\x23-\x5b\x5d-\x7e]{1,512}$/.test(nonce))
        nonces.set(upstream.url.origin, nonce);
    },
  };
}
