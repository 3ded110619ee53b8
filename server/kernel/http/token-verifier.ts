import type { Request } from 'express';
import { isRole, type Role } from '../../contracts/roles.ts';
import { createAccessTokenCheck, signingAlgorithms, type AccessTokenClaims } from './access-token.ts';
import { scopesOf, type Caller } from './caller.ts';
import { createProofCheck } from './dpop-proof.ts';
import { AppError } from './errors.ts';

/** Finds out who calls. @throws AppError ERR_UNAUTHENTICATED, or ERR_UNAVAILABLE where the issuer cannot be asked. */
export interface TokenVerifier {
  verify(request: Request): Promise<Caller>;
}

export interface TokenVerifierOptions {
  readonly issuer: string;
  /** The audience of this service, its `resource` at the issuer. */
  readonly audience: string;
  /** Claim that maps tenants to roles. */
  readonly tenantsClaim: string;
  /** Address of this service as callers see it. A proof's `htu` is checked against it, never against `Host`. */
  readonly resourceUrl: string;
  /** Subjects of service identities, besides those whose subject is their client id. */
  readonly serviceSubjects?: readonly string[];
}

/**
 * Checks JWT access tokens (RFC 9068): signature, issuer, audience, expiry, and the DPoP proof (RFC 9449) of a bound
 * token with its one-time `jti`. A token without `cnf` is taken as Bearer; a bound one never is.
 */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const checkToken = createAccessTokenCheck(options);
  const checkProof = createProofCheck();

  async function check(request: Request): Promise<AccessTokenClaims> {
    const { scheme, token } = presentedBy(request);
    const claims = await checkToken(token);
    const jkt = boundKeyOf(claims);
    const proof = request.get('dpop');
    if (jkt === undefined && proof === undefined && scheme === 'bearer') return claims;
    if (jkt === undefined || proof === undefined || scheme !== 'dpop') {
      throw new Error('a bound token comes as DPoP with a proof, and only such a one');
    }
    const path = request.originalUrl.split('?', 1)[0] ?? '/';
    await checkProof(proof, { method: request.method, url: `${options.resourceUrl}${path}`, token, jkt });
    return claims;
  }

  return {
    async verify(request) {
      if (request.get('authorization') === undefined) throw unauthenticated('An access token is needed.');
      const claims = await check(request).catch((cause: unknown) => {
        if (cause instanceof AppError) throw cause;
        throw unauthenticated('The access token or its proof is not valid.', cause);
      });
      return callerOf(claims, options);
    },
  };
}

function presentedBy(request: Request): { readonly scheme: string; readonly token: string } {
  const [, scheme = '', token] = /^(dpop|bearer) +(\S+)$/i.exec(request.get('authorization') ?? '') ?? [];
  if (token === undefined) throw new Error('the authorization is neither DPoP nor Bearer');
  return { scheme: scheme.toLowerCase(), token };
}

/** Ways to bind a token besides `jkt` (RFC 7800, section 3.1; RFC 8705, section 3.1), which nobody here could check. */
const uncheckedBindings = ['jwk', 'jwe', 'kid', 'jku', 'x5t#S256'];

/**
 * The thumbprint in `cnf`. Members that we do not know say nothing (RFC 7800, section 3.1), as Keycloak's `kc-jkt-type`;
 * but a token that is bound in another way is bound, and no Bearer one.
 */
function boundKeyOf({ cnf }: AccessTokenClaims): string | undefined {
  if (cnf === undefined) return undefined;
  const { jkt, ...others } = Object(cnf) as Readonly<Record<string, unknown>>;
  const unchecked = uncheckedBindings.some((name) => name in others);
  if (typeof jkt !== 'string' || unchecked) throw new Error('the token is bound in a way that is not known here');
  return jkt;
}

function callerOf(claims: AccessTokenClaims, { tenantsClaim, serviceSubjects = [] }: TokenVerifierOptions): Caller {
  const tenants = tenantsOf(claims[tenantsClaim]);
  // RFC 9068 section 2.2: a token of the client credentials grant has the client as its subject, by its id or by a name
  // that only the issuer knows (Keycloak, Entra ID). Such a name is believed only where the configuration lists it.
  const isService = claims.sub === claims.client_id || serviceSubjects.includes(claims.sub);
  const kind = isService && claims[tenantsClaim] === undefined ? 'service' : 'user';
  const authTime = claims['auth_time'];
  const displayName = claims['name'];
  return {
    subject: claims.sub,
    clientId: claims.client_id,
    kind,
    scopes: scopesOf(claims['scope']),
    tenants,
    ...(typeof authTime === 'number' ? { authTime } : {}),
    ...(typeof displayName === 'string' ? { displayName } : {}),
  };
}

/** `{acme: ["operator"]}`; whatever else the claim holds grants nothing. */
function tenantsOf(claim: unknown): Record<string, readonly Role[]> {
  const tenants = Object.create(null) as Record<string, readonly Role[]>;
  if (typeof claim !== 'object' || claim === null || Array.isArray(claim)) return tenants;
  for (const [tenant, roles] of Object.entries(claim)) {
    if (Array.isArray(roles)) tenants[tenant] = roles.filter((role) => typeof role === 'string').filter(isRole);
  }
  return tenants;
}

/** 401 with the challenges of RFC 6750 section 3 and RFC 9449 section 7.1. */
export function unauthenticated(message: string, cause?: unknown): AppError {
  const error = cause === undefined && message === 'An access token is needed.' ? '' : ', error="invalid_token"';
  return new AppError('ERR_UNAUTHENTICATED', message, {
    cause,
    headers: { 'WWW-Authenticate': `DPoP algs="${signingAlgorithms.join(' ')}"${error}` },
  });
}
