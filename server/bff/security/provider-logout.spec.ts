import { startBffUnderTest, startTimeoutMs, type BffUnderTest } from '../testing/bff-under-test.ts';
import type { FakeProvider } from '../testing/fake-provider.ts';

// Goal 11; OpenID Connect RP-Initiated Logout 1.0
describe('Signing out at the provider too', () => {
  let bff: BffUnderTest;
  let provider: FakeProvider;

  beforeAll(async () => {
    bff = await startBffUnderTest();
    ({ provider } = bff);
  }, startTimeoutMs);
  beforeEach(() => provider.behave());
  afterAll(() => bff.close());

  const signOut = async () => {
    const browser = await bff.signedIn();
    const answer = await browser.call('/bff/logout', { method: 'POST' });
    return { browser, answer, url: new URL(String(answer.json()['logoutUrl'])) };
  };

  it('leads to its address for that, and from there to the console', async () => {
    const { url } = await signOut();
    expect(url.origin + url.pathname).toBe(`${provider.url}/end`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'stella-console',
      post_logout_redirect_uri: `${bff.origin}/`,
      logout_hint: 'sid-1',
    });
  });

  it('names the session by its sid, as no token may stand in an address', async () => {
    const { url, answer } = await signOut();
    expect(url.searchParams.has('id_token_hint')).toBeFalse();
    for (const secret of provider.secrets) expect(answer.body).not.toContain(secret);
  });

  it('names nothing where the provider named no session', async () => {
    provider.misbehaviour.idToken = { sid: undefined };
    const { url } = await signOut();
    expect(url.searchParams.has('logout_hint')).toBeFalse();
  });

  it('takes no address from the request', async () => {
    const browser = await bff.signedIn();
    const headers = { 'X-Forwarded-Host': 'evil.example', Forwarded: 'host=evil.example' };
    const answer = await browser.call('/bff/logout?returnTo=//evil.example', { method: 'POST', headers });
    expect(answer.body).not.toContain('evil.example');
  });

  it('has ended the session here before, whoever comes back', async () => {
    const { browser } = await signOut();
    // With a `state` that nobody sent, or with none: nothing depends on it.
    for (const path of ['/', '/?state=other']) {
      const { headers } = await browser.navigate(path, 'cross-site');
      expect([headers.location, headers['set-cookie']]).toEqual([undefined, undefined]);
      expect((await browser.call('/bff/session')).json()).toEqual({ authenticated: false });
    }
  });

  it('is left out where the provider cannot be asked for its address', async () => {
    const browser = await bff.signedIn();
    // An instance that knows nothing of the provider yet.
    const second = await bff.secondInstance();
    provider.misbehaviour.discovery = { issuer: 'https://evil.example' };
    const answer = await browser.callAt(second.url, '/bff/logout', { method: 'POST' });
    expect(answer.json()).toEqual({ logoutUrl: `${bff.origin}/` });
    expect((await browser.call('/bff/session')).json()).toEqual({ authenticated: false });
    await second.close();
  });

  it('revokes the refresh token, and does not wait for it', async () => {
    const { answer } = await signOut();
    expect(answer.status).toBe(200);
    expect(provider.secrets).toContain(await provider.whenRevoked());
  });

  it('happens once', async () => {
    const browser = await bff.signedIn();
    const first = await browser.call('/bff/logout', { method: 'POST' });
    expect(first.status).toBe(200);
    expect((await browser.call('/bff/logout', { method: 'POST' })).status).toBe(401);
  });
});
