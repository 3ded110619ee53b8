import { challengeError } from './challenge.ts';

describe('challengeError', () => {
  for (const [challenge, error] of [
    ['DPoP error="use_dpop_nonce"', 'use_dpop_nonce'],
    ['Bearer realm="x", error="invalid_token", error_description="it, too, is over"', 'invalid_token'],
    ['DPoP error=insufficient_user_authentication, max_age=300', 'insufficient_user_authentication'],
    ['dpop algs="ES256" , error="invalid_token"', 'invalid_token'],
    ['Bearer error_description="an error=invalid_token"', undefined],
    ['Basic realm="x", DPoP error="insufficient_user_authentication"', undefined],
    ['Basic error="invalid_token"', undefined],
    ['DPoP', undefined],
  ] as const) {
    it(`of ${challenge} is ${String(error)}`, () => {
      expect(challengeError({ 'www-authenticate': challenge })).toBe(error);
    });
  }

  it('of nothing is nothing', () => expect(challengeError({})).toBeUndefined());
});
