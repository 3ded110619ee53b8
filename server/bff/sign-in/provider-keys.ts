import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyOptions, type JWTVerifyResult } from 'jose';
import type { Configuration, ServerMetadata } from 'openid-client';
import { SignInRefused } from './provider-errors.ts';

/** Verifies what the provider has signed. */
export interface ProviderKeys {
  /**
   * Throws `SignInRefused` where the provider names no keys, an error of jose where the token is not good, and whatever
   * `isProviderSilent` knows where the keys cannot be read.
   */
  verify(token: string, options?: JWTVerifyOptions): Promise<JWTVerifyResult>;
}

/** Neither `none` nor a shared secret: with those, whoever knows our secret could sign people in. */
const asymmetric = [
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
  ...['PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512'],
];

/**
 * The keys are read when first needed, kept for ten minutes, and read again where a token fits none of them: a provider
 * may change its key from one token to the next. Not more often than every `cooldownMs`, though: where anybody can send
 * tokens, they must not make us read the keys without end.
 */
export function createProviderKeys(
  configuration: () => Promise<Configuration>,
  { cooldownMs }: { readonly cooldownMs: number },
): ProviderKeys {
  const sets = new Map<string, ReturnType<typeof createRemoteJWKSet>>();

  function keySetOf(server: ServerMetadata): ReturnType<typeof createRemoteJWKSet> {
    const url = URL.parse(server.jwks_uri ?? '');
    const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && server.issuer.startsWith('http:'));
    if (!url || !isSafe) throw new SignInRefused('no_published_keys');
    const set = sets.get(url.href) ?? createRemoteJWKSet(url, { cooldownDuration: cooldownMs });
    sets.set(url.href, set);
    return set;
  }

  return {
    async verify(token, options = {}) {
      const server = (await configuration()).serverMetadata();
      // The default of OpenID Connect Core 1.0, section 3.1.3.7, for ID tokens; logout tokens go by the same.
      const announced = server.id_token_signing_alg_values_supported ?? ['RS256'];
      const algorithms = asymmetric.filter((algorithm) => announced.includes(algorithm));
      const keys = keySetOf(server);
      try {
        return await jwtVerify(token, keys, { ...options, algorithms });
      } catch (error) {
        if (keys.coolingDown || !mayFitNewerKeys(error)) throw error;
        await keys.reload();
        return jwtVerify(token, keys, { ...options, algorithms });
      }
    },
  };
}

/** An unknown `kid` makes jose read the keys again by itself; a token without one only fails. */
function mayFitNewerKeys(error: unknown): boolean {
  return error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSMultipleMatchingKeys;
}
