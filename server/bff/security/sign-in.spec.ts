import { startBffUnderTest, startTimeoutMs, type BffUnderTest } from '../testing/bff-under-test.ts';
import type { FakeProvider } from '../testing/fake-provider.ts';

describe('Signing in at the BFF', () => {
  let bff: BffUnderTest;
  let provider: FakeProvider;

  beforeAll(async () => {
    bff = await startBffUnderTest();
    ({ provider } = bff);
  }, startTimeoutMs);
  beforeEach(() => provider.behave());
  afterAll(() => bff.close());

  // Goals 1, 2
  it('pushes a request with PKCE, state, nonce and both upstreams, to come back to the configured address', async () => {
    const browser = bff.browser();
    await browser.visitProvider('/bff/login');
    const [asked] = provider.authorizations;
    expect(asked?.get('code_challenge_method')).toBe('S256');
    expect(asked?.get('code_challenge')).toHaveSize(43);
    expect(asked?.get('state')).toHaveSize(22);
    expect(asked?.get('nonce')).toHaveSize(22);
    expect(asked?.get('redirect_uri')).toBe(`${bff.origin}/bff/callback`);
    expect(asked?.get('client_assertion_type')).toContain('jwt-bearer');
    expect(asked?.getAll('resource')).toEqual(['urn:stellaops:export-center', 'urn:stellaops:evidence-locker']);
  });

  it('gives a session, with a token for each upstream', async () => {
    const browser = bff.browser();
    const answer = await browser.signIn('/t/acme/runs?view=active');
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/t/acme/runs?view=active');
    expect((await browser.call('/bff/session')).json()).toEqual(
      jasmine.objectContaining({ authenticated: true, subject: 'ada', displayName: 'Person ada' }),
    );
    expect(provider.tokenRequests.map((fields) => [fields.get('grant_type'), fields.get('resource')])).toEqual([
      ['authorization_code', 'urn:stellaops:export-center'],
      ['refresh_token', 'urn:stellaops:evidence-locker'],
    ]);
  });

  const lies: readonly (readonly [string, Partial<FakeProvider['misbehaviour']>])[] = [
    ['another state', { callback: { state: 'AAAAAAAAAAAAAAAAAAAAAA' } }],
    ['another issuer in the callback', { callback: { iss: 'https://evil.example' } }],
    ['an error', { callback: { error: 'access_denied' } }],
    ['a code that it does not know', { callback: { code: 'stolen' } }],
    ['another nonce', { idToken: { nonce: 'other' } }],
    ['no nonce', { idToken: { nonce: undefined } }],
    ['an ID token for another client', { idToken: { aud: 'other' } }],
    ['an ID token that another party may use', { idToken: { aud: ['stella-console', 'other'], azp: 'other' } }],
    ['an ID token of another issuer', { idToken: { iss: 'https://evil.example' } }],
    ['an ID token that is over', { idToken: { exp: 1_000_000_000 } }],
    ['an ID token without its time', { idToken: { iat: undefined } }],
    ['an ID token without signature', { idTokenHeader: { alg: 'none' } }],
    ['an ID token signed with an unknown key', { idTokenHeader: { kid: 'unknown' } }],
  ];
  for (const [what, misbehaviour] of lies) {
    it(`ends without a session where the provider sends ${what}`, async () => {
      Object.assign(provider.misbehaviour, misbehaviour);
      const browser = bff.browser();
      const answer = await browser.signIn();
      expect(answer.status).toBe(401);
      expect(answer.headers['content-type']).toContain('text/html');
      expect(browser.cookies.has('__Host-Http-session')).toBeFalse();
    });
  }

  it('does not take the callback of another browser, nor the same one twice', async () => {
    const browser = bff.browser();
    const callback = await browser.visitProvider('/bff/login');
    expect((await bff.browser().navigate(callback, 'cross-site')).status).toBe(401);
    const before = new Map(browser.cookies);
    expect((await browser.navigate(callback, 'cross-site')).status).toBe(303);
    expect((await browser.navigate(callback, 'cross-site')).status).toBe(401);
    // Even with the cookie kept: the code is used up.
    for (const [name, value] of before) browser.cookies.set(name, value);
    expect((await browser.navigate(callback, 'cross-site')).status).toBe(401);
  });

  it('never takes the redirect address from the request', async () => {
    const browser = bff.browser();
    const headers = {
      'X-Forwarded-Host': 'evil.example',
      'X-Forwarded-Proto': 'https',
      Forwarded: 'host=evil.example',
    };
    await browser.bare('/bff/login', {
      headers: { ...headers, 'Sec-Fetch-Site': 'none', 'Sec-Fetch-Mode': 'navigate' },
    });
    expect(provider.authorizations[0]?.get('redirect_uri')).toBe(`${bff.origin}/bff/callback`);
    expect((await browser.bare('/bff/login', { headers: { Host: 'evil.example' } })).status).toBe(400);
  });

  // Goal 3
  for (const elsewhere of [
    '//evil.example',
    '/\\evil.example',
    'https:evil.example',
    '/%09/evil.example',
    'javascript:x',
  ]) {
    it(`stays here when asked to return to ${elsewhere}`, async () => {
      expect((await bff.browser().signIn(elsewhere)).headers.location).toBe('/');
    });
  }

  // Goal 4
  it('is not started by another site', async () => {
    const browser = bff.browser();
    for (const site of ['cross-site', 'same-site']) {
      expect((await browser.navigate('/bff/login', site)).status).toBe(403);
    }
    expect((await browser.call('/bff/login')).status).toBe(403);
    expect(provider.authorizations).toEqual([]);
  });

  it('keeps few cookies however often it is started, and the newest still completes', async () => {
    const browser = bff.browser();
    for (let count = 0; count < 30; count++) await browser.navigate('/bff/login?returnTo=/t/acme');
    const callback = await browser.visitProvider('/bff/login?returnTo=/newest');
    expect([...browser.cookies].flat().join('').length).toBeLessThan(4096);
    expect((await browser.navigate(callback, 'cross-site')).headers.location).toBe('/newest');
  });

  it('says that the provider is away, without ending anything', async () => {
    const browser = await bff.signedIn();
    const callback = await browser.visitProvider('/bff/login');
    provider.misbehaviour.refreshError = { status: 503, error: 'temporarily_unavailable' };
    expect((await browser.navigate(callback, 'cross-site')).status).toBe(503);
    expect((await browser.call('/bff/session')).json()['authenticated']).toBeTrue();
  });

  describe('again, for what needs it', () => {
    // Goal 5
    it('replaces the session of the same person', async () => {
      const browser = await bff.signedIn();
      const before = browser.cookies.get('__Host-Http-session');
      const callback = await browser.visitProvider('/bff/step-up?returnTo=/t/acme/holds/new');
      expect(provider.authorizations.at(-1)?.get('max_age')).toBe('0');
      // The Strict cookie does not come along from the provider.
      browser.cookies.delete('__Host-Http-session');
      const answer = await browser.navigate(callback, 'cross-site');
      expect(answer.headers.location).toBe('/t/acme/holds/new');
      const after = browser.cookies.get('__Host-Http-session');
      expect(after).toHaveSize(43);
      expect(after).not.toBe(before);
      browser.cookies.set('__Host-Http-session', before ?? '');
      expect((await browser.call('/bff/session')).json()).toEqual({ authenticated: false });
    });

    it('refuses another person, and keeps the session', async () => {
      const browser = await bff.signedIn();
      provider.person = { ...provider.person, subject: 'eve' };
      expect((await browser.navigate(await browser.visitProvider('/bff/step-up'), 'cross-site')).status).toBe(401);
      expect((await browser.call('/bff/session')).json()['subject']).toBe('ada');
    });

    it('does not believe a provider that did not ask again', async () => {
      for (const authTime of [Math.floor(Date.now() / 1000) - 60, undefined]) {
        const browser = await bff.signedIn();
        provider.misbehaviour.idToken = { auth_time: authTime };
        expect((await browser.navigate(await browser.visitProvider('/bff/step-up'), 'cross-site')).status).toBe(401);
      }
    });

    it('needs a session that runs', async () => {
      expect((await bff.browser().navigate('/bff/step-up')).status).toBe(401);
      const browser = await bff.signedIn();
      const callback = await browser.visitProvider('/bff/step-up');
      await browser.call('/bff/logout', { method: 'POST' });
      expect((await browser.navigate(callback, 'cross-site')).status).toBe(401);
    });
  });

  it('puts an old session of the same browser out of use', async () => {
    const browser = await bff.signedIn();
    const before = browser.cookies.get('__Host-Http-session') ?? '';
    await browser.signIn();
    expect(browser.cookies.get('__Host-Http-session')).not.toBe(before);
    browser.cookies.set('__Host-Http-session', before);
    expect((await browser.call('/bff/session')).json()).toEqual({ authenticated: false });
  });

  // Goal 26
  it('leaves a trail', async () => {
    const browser = await bff.signedIn();
    await browser.navigate(await browser.visitProvider('/bff/step-up'), 'cross-site');
    await browser.signIn();
    await browser.call('/bff/logout', { method: 'POST' });
    await browser.navigate('/bff/callback?state=unknown', 'cross-site');
    provider.misbehaviour.callback = { error: 'access_denied' };
    await browser.signIn();
    expect((await bff.audit()).slice(-8)).toEqual([
      'sign-in.succeeded',
      'session.ended:replaced-by-step-up',
      'step-up.succeeded',
      'session.ended:replaced-by-sign-in',
      'sign-in.succeeded',
      'session.ended:signed-out',
      'sign-in.failed:unknown_state',
      'sign-in.failed:access_denied',
    ]);
  });
});
