import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
import { AppError } from './errors.ts';
import { IssuerMetadata } from './issuer-metadata.ts';

/** The claims of a JWT access token (RFC 9068, section 2.2) that has been verified. */
export interface AccessTokenClaims extends JWTPayload {
  readonly sub: string;
  readonly client_id: string;
}

/**
 * Verifies type, signature, issuer, audience and times of an access token, and that all claims of RFC 9068 are there.
 * @throws AppError ERR_UNAVAILABLE where the issuer cannot be asked for its keys, else an error that says what is wrong.
 */
export type AccessTokenCheck = (token: string) => Promise<AccessTokenClaims>;

/** Neither `none` nor a shared secret. */
export const signingAlgorithms = ['ES256', 'EdDSA', 'Ed25519', 'PS256', 'RS256'];
export const clockToleranceSeconds = 5;

const requiredClaims = ['iss', 'exp', 'aud', 'sub', 'iat', 'jti', 'client_id'];

export function createAccessTokenCheck({
  issuer,
  audience,
}: {
  readonly issuer: string;
  readonly audience: string;
}): AccessTokenCheck {
  const keysOf = createIssuerKeys(issuer);
  return async (token) => {
    const keys = await keysOf();
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      typ: 'at+jwt',
      algorithms: signingAlgorithms,
      clockTolerance: clockToleranceSeconds,
      requiredClaims,
    }).catch((error: unknown) => {
      throw isIssuerFault(error) ? cannotCheck(error) : error;
    });
    for (const name of ['sub', 'jti', 'client_id']) {
      if (typeof payload[name] !== 'string') throw new TypeError(`the claim ${name} must be a text`);
    }
    return payload as AccessTokenClaims;
  };
}

/** The keys are read when first needed, kept for ten minutes, and read again for a key id that is not among them. */
function createIssuerKeys(issuer: string): () => Promise<ReturnType<typeof createRemoteJWKSet>> {
  const metadata = new IssuerMetadata(issuer);
  let keys: ReturnType<typeof createRemoteJWKSet> | undefined;
  return async () => {
    const { jwks_uri: jwksUri = '' } = await metadata.get();
    const address = URL.parse(jwksUri);
    if (!address || (address.protocol !== 'https:' && !issuer.startsWith('http:'))) {
      throw cannotCheck(new Error('the issuer names no keys at an https address'));
    }
    return (keys ??= createRemoteJWKSet(address));
  };
}

/** The keys could not be fetched: that says nothing about the token. */
function isIssuerFault(error: unknown): boolean {
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return true;
  // What jose says of an answer that is no key set at all.
  if (error instanceof errors.JOSEError) return error.code === 'ERR_JOSE_GENERIC';
  return error instanceof TypeError && error.message === 'fetch failed';
}

function cannotCheck(cause: unknown): AppError {
  return new AppError('ERR_UNAVAILABLE', 'Access tokens cannot be checked at the moment. Try again.', { cause });
}
