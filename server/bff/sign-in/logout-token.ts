import type { JWTPayload } from 'jose';
import type { Configuration } from 'openid-client';
import { z } from 'zod';
import { isProviderSilent, providerUnavailable, SignInRefused } from './provider-errors.ts';
import { createProviderKeys } from './provider-keys.ts';

/** Which sessions a provider tells us to end; `sid`, `subject` or both. */
export interface LogoutToken {
  readonly jti: string;
  readonly expiresAt: Date;
  readonly sid?: string;
  readonly subject?: string;
}

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';
const oldestSeconds = 300;
const clockToleranceSeconds = 10;

/** Anybody can send us tokens, so those with unknown key ids make us read the keys twice a minute at most. */
const cooldownMs = 30_000;

const identifier = z.string().min(1).max(512);
const logoutClaims = z.object({
  jti: identifier,
  sub: identifier.optional(),
  sid: identifier.optional(),
  iat: z.number(),
  exp: z.number().optional(),
});

/** The checks of OpenID Connect Back-Channel Logout 1.0, section 2.6; whether `jti` is new is the caller's to see. */
export function createLogoutTokenCheck(
  configuration: () => Promise<Configuration>,
): (token: string) => Promise<LogoutToken> {
  const keys = createProviderKeys(configuration, { cooldownMs });

  return async (token) => {
    const config = await configuration();
    try {
      const { payload, protectedHeader } = await keys.verify(token, {
        issuer: config.serverMetadata().issuer,
        audience: config.clientMetadata().client_id,
        maxTokenAge: oldestSeconds,
        clockTolerance: clockToleranceSeconds,
      });
      refuseOtherTypes(protectedHeader.typ);
      return namedBy(payload);
    } catch (error) {
      if (isProviderSilent(error)) throw providerUnavailable(error);
      throw error instanceof SignInRefused ? error : new SignInRefused('logout_token', error);
    }
  };
}

/** Explicit typing is recommended, not required (section 2.4): a token may bear no type, but not another one. */
function refuseOtherTypes(type = 'JWT'): void {
  const short = type.toLowerCase().replace(/^application\//, '');
  if (!['logout+jwt', 'jwt'].includes(short)) throw new SignInRefused('logout_token_type');
}

function namedBy(payload: JWTPayload): LogoutToken {
  const { nonce, events } = payload;
  // An ID token has a nonce; it must not pass as a logout token.
  if (nonce !== undefined) throw new SignInRefused('logout_token_nonce');
  if (!isRecord(events) || !isRecord(events[logoutEvent])) throw new SignInRefused('logout_token_event');
  const claims = logoutClaims.safeParse(payload).data;
  if (!claims) throw new SignInRefused('logout_token_claims');
  const { jti, sub, sid, iat, exp } = claims;
  if (sid === undefined && sub === undefined) throw new SignInRefused('logout_token_names_nobody');
  return {
    jti,
    // As long as it would pass. `exp` came with the final specification, and not every provider sends it.
    expiresAt: new Date((Math.min(exp ?? Infinity, iat + oldestSeconds) + clockToleranceSeconds) * 1000),
    ...(sid === undefined ? {} : { sid }),
    ...(sub === undefined ? {} : { subject: sub }),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
