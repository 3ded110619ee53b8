import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import type { Configuration } from 'openid-client';
import { isProviderSilent, providerUnavailable, SignInRefused } from './provider-errors.ts';

/** Which sessions a provider tells us to end; `sid`, `subject` or both. */
export interface LogoutToken {
  readonly jti: string;
  readonly expiresAt: Date;
  readonly sid?: string;
  readonly subject?: string;
}

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';
const signingAlgorithms = ['ES256', 'PS256', 'RS256', 'EdDSA', 'Ed25519'];
const oldestSeconds = 300;

/** The checks of OpenID Connect Back-Channel Logout 1.0, section 2.6; whether `jti` is new is the caller's to see. */
export function createLogoutTokenCheck(
  configuration: () => Promise<Configuration>,
): (token: string) => Promise<LogoutToken> {
  const keys = new Map<string, JWTVerifyGetKey>();

  return async (token) => {
    const config = await configuration();
    const { issuer, jwks_uri: jwksUri = '' } = config.serverMetadata();
    const key = keys.get(jwksUri) ?? createRemoteJWKSet(new URL(jwksUri));
    keys.set(jwksUri, key);
    try {
      const { payload, protectedHeader } = await jwtVerify(token, key, {
        issuer,
        audience: config.clientMetadata().client_id,
        algorithms: signingAlgorithms,
        maxTokenAge: oldestSeconds,
        clockTolerance: 10,
        requiredClaims: ['jti', 'iat', 'events'],
      });
      const { typ = 'logout+jwt' } = protectedHeader;
      if (!['logout+jwt', 'jwt'].includes(typ.toLowerCase())) throw new SignInRefused('logout_token_type');
      return namedBy(payload);
    } catch (error) {
      if (isProviderSilent(error) || error instanceof errors.JWKSTimeout) throw providerUnavailable(error);
      throw error instanceof SignInRefused ? error : new SignInRefused('logout_token', error);
    }
  };
}

function namedBy(claims: JWTPayload): LogoutToken {
  const { jti = '', sub, sid, nonce, events, exp, iat = 0 } = claims;
  // An ID token has a nonce; it must not pass as a logout token.
  if (nonce !== undefined) throw new SignInRefused('logout_token_nonce');
  if (!isRecord(events) || !isRecord(events[logoutEvent])) throw new SignInRefused('logout_token_event');
  if (typeof sid !== 'string' && sub === undefined) throw new SignInRefused('logout_token_names_nobody');
  return {
    jti,
    expiresAt: new Date((exp ?? iat + oldestSeconds + 60) * 1000),
    ...(typeof sid === 'string' ? { sid } : {}),
    ...(sub === undefined ? {} : { subject: sub }),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
