import type { TokenEndpointResponse } from 'openid-client';
import { loadConfig } from '../../kernel/config/config.ts';
import type { TokenSet } from '../sessions/token-set.ts';
import { shareAccessToken, takeTokens } from './granted-tokens.ts';
import { SignInRefused } from './provider-errors.ts';

const config = loadConfig({}, []);
const exportCenter = config.exportCenterAudience;
const locker = config.evidenceLockerAudience;

const none: TokenSet = { dpopKey: null, refreshToken: 'old', accessTokens: {}, tenants: { acme: ['viewer'] } };

/** As the provider answers; only the claims are read of it. */
function answer(claims: object | undefined, over: Partial<TokenEndpointResponse> = {}): TokenEndpointResponse {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = claims === undefined ? 'opaque' : `${part({ alg: 'ES256' })}.${part(claims)}.signature`;
  return { access_token: token, token_type: 'bearer', expires_in: 60, scope: 'export:read', ...over };
}

const take = (given: TokenEndpointResponse, tokens = none) =>
  takeTokens(config, tokens, { asked: exportCenter, answer: given, identity: undefined, now: 1000 });

describe('takeTokens', () => {
  for (const [what, aud, served] of [
    ['the service asked for', exportCenter, [exportCenter]],
    ['both services', [exportCenter, locker, 'other'], [exportCenter, locker]],
    ['neither, as the provider knows nothing of them', 'account', [exportCenter, locker]],
    ['nobody', undefined, [exportCenter, locker]],
    // Its service will refuse it; asking again would bring the same.
    ['only the other one', locker, [exportCenter, locker]],
  ] as const) {
    it(`keeps a token for ${what} where it serves`, () => {
      const { accessTokens } = take(answer({ aud }));
      expect(Object.keys(accessTokens).sort()).toEqual([...served].sort());
    });
  }

  it('knows nothing of a token that is no JWT, and keeps it for the service asked for', () => {
    expect(Object.keys(take(answer(undefined)).accessTokens)).toEqual([exportCenter]);
  });

  it('keeps what the provider does not renew', () => {
    const { refreshToken, tenants } = take(answer({ aud: exportCenter }));
    expect({ refreshToken, tenants }).toEqual({ refreshToken: 'old', tenants: { acme: ['viewer'] } });
    expect(take(answer({ aud: exportCenter }, { refresh_token: 'new' })).refreshToken).toBe('new');
  });

  it('takes the roles of the newest token, and none that it does not know', () => {
    const claims = { aud: exportCenter, [config.tenantsClaim]: { globex: ['operator', 'emperor'], initech: 'viewer' } };
    expect(take(answer(claims)).tenants).toEqual({ globex: ['operator'] });
  });

  it('refuses a token bound otherwise than asked', () => {
    const bound = { ...none, dpopKey: { kty: 'EC' } };
    expect(() => take(answer({ aud: exportCenter }), bound)).toThrowError(SignInRefused, /token_type/);
    expect(() => take(answer({ aud: exportCenter }, { token_type: 'dpop' }))).toThrowError(SignInRefused, /token_type/);
  });
});

describe('shareAccessToken', () => {
  it('lets every service judge the only token that there is', () => {
    const { accessTokens } = shareAccessToken(config, take(answer(undefined)));
    expect(accessTokens[locker]).toBe(accessTokens[exportCenter]);
  });

  it('changes nothing where each has its own', () => {
    const both = take(answer({ aud: [exportCenter, locker] }));
    expect(shareAccessToken(config, both)).toEqual(both);
  });
});
