import type { JWTPayload } from 'jose';
import type { IDToken, TokenEndpointResponse } from 'openid-client';
import type { Config } from '../../kernel/config/config.ts';
import type { TokenSet } from '../sessions/token-set.ts';
import { SignInRefused } from './provider-errors.ts';
import { readAccessToken, rolesByTenant } from './token-response.ts';

export interface GrantedTokens {
  /** The audience that was asked for (RFC 8707). */
  readonly asked: string;
  readonly answer: TokenEndpointResponse;
  readonly identity: IDToken | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Takes what the token endpoint answered into a session's tokens. Throws `SignInRefused`. */
export function takeTokens(config: Config, tokens: TokenSet, granted: GrantedTokens): TokenSet {
  const { asked, answer, identity, now } = granted;
  const { token, claims } = readAccessToken(answer, now);
  // Bound where we sent a proof, and only there: a token that anybody may use in place of a bound one is no fair trade.
  if ((token.scheme === 'DPoP') !== (tokens.dpopKey !== null)) throw new SignInRefused('token_type');
  const served = audiencesOf(claims, asked, allAudiences(config));
  return {
    ...tokens,
    refreshToken: answer.refresh_token ?? tokens.refreshToken,
    accessTokens: { ...tokens.accessTokens, ...Object.fromEntries(served.map((audience) => [audience, token])) },
    tenants:
      rolesByTenant(claims?.[config.tenantsClaim]) ?? rolesByTenant(identity?.[config.tenantsClaim]) ?? tokens.tenants,
  };
}

/** Those of the upstreams. */
export function allAudiences(config: Config): readonly [first: string, ...others: string[]] {
  return [config.exportCenterAudience, config.evidenceLockerAudience];
}

/** Where there is no refresh token, the first access token is all that there will ever be: every upstream may judge it. */
export function shareAccessToken(config: Config, tokens: TokenSet): TokenSet {
  const [first, ...others] = allAudiences(config);
  const token = tokens.accessTokens[first];
  if (!token) return tokens;
  const missing = others.filter((audience) => !tokens.accessTokens[audience]);
  const shared = Object.fromEntries(missing.map((audience) => [audience, token]));
  return { ...tokens, accessTokens: { ...tokens.accessTokens, ...shared } };
}

/**
 * The audiences that a token is for. A provider that ignores `resource` makes the same token for all of ours, or one
 * that names none of them: asking it once more for each would never end. Of a token that is no JWT nothing is known.
 */
function audiencesOf(claims: JWTPayload | undefined, asked: string, all: readonly string[]): readonly string[] {
  if (!claims) return [asked];
  const named = [claims.aud ?? []].flat();
  const ours = all.filter((audience) => named.includes(audience));
  return ours.length === 0 ? all : [asked, ...ours];
}
