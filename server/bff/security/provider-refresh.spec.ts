import { startBffUnderTest, startTimeoutMs, type BffUnderTest } from '../testing/bff-under-test.ts';
import type { Browser } from '../testing/browser.ts';
import type { FakeProvider } from '../testing/fake-provider.ts';

const tenant = { headers: { 'X-Stella-Tenant': 'acme' } };
const nowSeconds = () => Math.floor(Date.now() / 1000);

// Goal 10
describe('A provider that is asked for new tokens', () => {
  let bff: BffUnderTest;
  let provider: FakeProvider;
  let browser: Browser;

  beforeAll(async () => {
    bff = await startBffUnderTest({ provider: { renewsIdToken: true } });
    ({ provider } = bff);
  }, startTimeoutMs);
  beforeEach(async () => {
    provider.behave();
    provider.accessTokenSeconds = 60;
    browser = await bff.signedIn();
    bff.advance(61);
    bff.upstream.reset();
  });
  afterAll(() => bff.close());

  const call = () => browser.call('/api/export/runs', tenant);
  const isSignedIn = async () => (await browser.call('/bff/session')).json()['authenticated'];

  it('may send an ID token along', async () => {
    expect((await call()).status).toBe(200);
  });

  it('finds out that a refresh token was stolen, and the person is signed out', async () => {
    const before = provider.reuses;
    provider.useUpRefreshTokens();
    expect((await call()).status).toBe(401);
    expect(provider.reuses).toBe(before + 1);
    expect(await isSignedIn()).toBeFalse();
    expect(bff.upstream.arrivals).toEqual([]);
    expect((await bff.audit()).slice(-2)).toEqual(['token.refused:invalid_grant', 'session.ended:refresh-refused']);
  });

  it('and answers with those of somebody else, ends the session', async () => {
    provider.misbehaviour.idToken = { sub: 'eve' };
    expect((await call()).status).toBe(401);
    expect(await isSignedIn()).toBeFalse();
    expect(bff.upstream.arrivals).toEqual([]);
    expect((await bff.audit()).slice(-2)).toEqual(['token.refused:another_person', 'session.ended:refresh-refused']);
  });

  const unusable: readonly (readonly [what: string, lie: (to: FakeProvider['misbehaviour']) => unknown])[] = [
    ['an ID token of another issuer', (to) => (to.idToken = { iss: 'https://evil.example' })],
    ['an ID token for another client', (to) => (to.idToken = { aud: 'other' })],
    ['an ID token made for another', (to) => (to.idToken = { azp: 'other' })],
    ['an ID token that is over', (to) => (to.idToken = { exp: nowSeconds() - 60 })],
    ['an ID token by an unknown key', (to) => (to.idTokenHeader = { kid: 'unknown' })],
    ['an ID token without signature', (to) => (to.idTokenHeader = { alg: 'none' })],
    ['tokens that anybody may use', (to) => (to.refreshAnswer = { token_type: 'Bearer' })],
    ['no token', (to) => (to.refreshAnswer = { access_token: undefined })],
    ['nothing that is JSON', (to) => (to.tokenEndpoint = (response) => response.type('html').send('<h1>Hi</h1>'))],
    ['an error of its own', (to) => (to.refreshError = { status: 500, error: 'server_error' })],
    ['a refusal of the request', (to) => (to.refreshError = { status: 400, error: 'invalid_request' })],
    ['a refusal of the client', (to) => (to.refreshError = { status: 401, error: 'invalid_client' })],
  ];
  for (const [what, lie] of unusable) {
    it(`and answers with ${what}, is not believed, and ends nothing`, async () => {
      lie(provider.misbehaviour);
      expect((await call()).status).toBe(503);
      expect(bff.upstream.arrivals).toEqual([]);
      expect(await isSignedIn()).toBeTrue();
    });
  }
});
