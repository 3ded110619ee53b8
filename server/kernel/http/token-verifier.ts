import type { Request } from 'express';
import { decodeJwt } from 'jose';
import * as oauth from 'oauth4webapi';
import { isRole, type Role } from '../../contracts/roles.ts';
import { scopesOf, type Caller } from './caller.ts';
import { AppError } from './errors.ts';
import { IssuerMetadata } from './issuer-metadata.ts';
import { ReplayMemory } from './replay-memory.ts';

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

/** Proofs older or younger than this are refused, so that the memory of those seen stays short. */
const proofWindowSeconds = 60;
const signingAlgorithms = ['ES256', 'EdDSA', 'Ed25519', 'PS256', 'RS256'];

/**
 * Checks JWT access tokens (RFC 9068): signature, issuer, audience, expiry, and the DPoP proof (RFC 9449) of a bound
 * token with its one-time `jti`. A token without `cnf` is taken as Bearer; a bound one never is.
 */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const metadata = new IssuerMetadata(options.issuer);
  const proofs = new ReplayMemory(2 * proofWindowSeconds * 1000);
  return {
    async verify(request) {
      const presented = presentedRequest(request, options.resourceUrl);
      const server = await metadata.get();
      const claims = await validate(server, presented, options.audience);
      const proof = presented.headers.get('dpop');
      if (proof !== null) refuseReplay(proofs, proof);
      return callerOf(claims, options);
    },
  };
}

function presentedRequest(request: Request, resourceUrl: string): globalThis.Request {
  const authorization = request.get('authorization');
  if (authorization === undefined) throw unauthenticated('An access token is needed.');
  const proof = request.get('dpop');
  const path = request.originalUrl.split('?', 1)[0] ?? '/';
  return new Request(`${resourceUrl}${path}`, {
    method: request.method,
    headers: { authorization, ...(proof === undefined ? {} : { dpop: proof }) },
  });
}

async function validate(
  server: oauth.AuthorizationServer,
  presented: globalThis.Request,
  audience: string,
): Promise<oauth.JWTAccessTokenClaims> {
  try {
    return await oauth.validateJwtAccessToken(server, presented, audience, {
      signingAlgorithms,
      [oauth.clockTolerance]: 5,
      [oauth.allowInsecureRequests]: server.issuer.startsWith('http:'),
      signal: () => AbortSignal.timeout(5_000),
    });
  } catch (cause) {
    if (isIssuerFault(cause)) {
      throw new AppError('ERR_UNAVAILABLE', 'Access tokens cannot be checked at the moment. Try again.', { cause });
    }
    throw unauthenticated('The access token or its proof is not valid.', cause);
  }
}

/** The keys could not be fetched: that says nothing about the token. */
function isIssuerFault(error: unknown): boolean {
  if (error instanceof oauth.OperationProcessingError) {
    return error.code === oauth.RESPONSE_IS_NOT_CONFORM || error.code === oauth.RESPONSE_IS_NOT_JSON;
  }
  return !(error instanceof oauth.UnsupportedOperationError) && error instanceof Error && isNetworkFault(error);
}

function isNetworkFault(error: Error): boolean {
  return error.name === 'TimeoutError' || (error instanceof TypeError && error.message === 'fetch failed');
}

function refuseReplay(proofs: ReplayMemory, proof: string): void {
  const { jti, iat } = decodeJwt(proof);
  const age = Math.abs(Date.now() / 1000 - (iat ?? 0));
  if (age > proofWindowSeconds) throw unauthenticated('The DPoP proof is not recent.');
  if (jti === undefined || jti.length > 256 || !proofs.remember(jti)) {
    throw unauthenticated('The DPoP proof was used before.');
  }
}

function callerOf(
  claims: oauth.JWTAccessTokenClaims,
  { tenantsClaim, serviceSubjects = [] }: TokenVerifierOptions,
): Caller {
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
    scopes: scopesOf(claims.scope),
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
