import { startBffUnderTest, startTimeoutMs, type BffUnderTest } from '../testing/bff-under-test.ts';
import type { FakeProvider } from '../testing/fake-provider.ts';

type Claims = Record<string, unknown>;

// Goal 11
describe('Being signed out by the provider', () => {
  let bff: BffUnderTest;
  let provider: FakeProvider;

  beforeAll(async () => {
    bff = await startBffUnderTest();
    ({ provider } = bff);
  }, startTimeoutMs);
  afterAll(() => bff.close());

  const event = { 'http://schemas.openid.net/event/backchannel-logout': {} };
  let count = 0;

  function claims(over: Claims = {}): Claims {
    const iat = Math.floor(Date.now() / 1000);
    return {
      iss: provider.url,
      aud: 'stella-console',
      iat,
      exp: iat + 120,
      jti: `jti-${count++}`,
      events: event,
      ...over,
    };
  }

  async function tell(token: string) {
    const body = new URLSearchParams({ logout_token: token }).toString();
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': body.length };
    return (await bff.browser().bare('/bff/backchannel-logout', { method: 'POST', headers, body })).status;
  }

  async function isSignedInAfter(token: () => Promise<string>): Promise<{ status: number; authenticated: unknown }> {
    const browser = await bff.signedIn();
    const status = await tell(await token());
    return { status, authenticated: (await browser.call('/bff/session')).json()['authenticated'] };
  }

  it('ends the sessions that a logout token names', async () => {
    for (const named of [{ sid: 'sid-1' }, { sub: 'ada' }, { sid: 'sid-1', sub: 'ada' }]) {
      const result = await isSignedInAfter(() => provider.signLogoutToken(claims(named)));
      expect(result).withContext(JSON.stringify(named)).toEqual({ status: 200, authenticated: false });
    }
  });

  it('does not touch sessions that it does not name', async () => {
    for (const named of [{ sid: 'sid-2' }, { sub: 'eve' }, { sid: 'sid-1', sub: 'eve' }]) {
      const result = await isSignedInAfter(() => provider.signLogoutToken(claims(named)));
      expect(result).withContext(JSON.stringify(named)).toEqual({ status: 200, authenticated: true });
    }
  });

  const bad: readonly (readonly [string, Claims, Record<string, string>?])[] = [
    ['another issuer', { iss: 'https://evil.example' }],
    ['another audience', { aud: 'other' }],
    ['an old one', { iat: Math.floor(Date.now() / 1000) - 3600 }],
    ['no time', { iat: undefined }],
    ['no event', { events: {} }],
    ['another event', { events: { 'https://evil.example': {} } }],
    ['a nonce, as an ID token has', { nonce: 'n' }],
    ['nobody in it', { sid: undefined }],
    ['no jti', { jti: undefined }],
    ['an unknown key', {}, { kid: 'unknown' }],
    ['the type of an access token', {}, { typ: 'at+jwt' }],
  ];
  for (const [what, over, header] of bad) {
    it(`refuses a logout token with ${what}`, async () => {
      const result = await isSignedInAfter(() => provider.signLogoutToken(claims({ sid: 'sid-1', ...over }), header));
      expect(result).toEqual({ status: 400, authenticated: true });
    });
  }

  it('takes each logout token once', async () => {
    const token = await provider.signLogoutToken(claims({ sid: 'sid-1' }));
    expect(await tell(token)).toBe(200);
    expect(await isSignedInAfter(() => Promise.resolve(token))).toEqual({ status: 400, authenticated: true });
  });

  it('refuses what is no token', async () => {
    for (const token of ['', 'x', 'a.b.c', 'x'.repeat(20_000)]) expect(await tell(token)).toBeGreaterThanOrEqual(400);
  });
});
