import { startBffUnderTest, startTimeoutMs, type BffUnderTest } from '../testing/bff-under-test.ts';
import type { FakeProvider } from '../testing/fake-provider.ts';

const cookie = '__Host-Http-session';

describe('Signing in at the BFF', () => {
  let bff: BffUnderTest;
  let provider: FakeProvider;

  beforeAll(async () => {
    bff = await startBffUnderTest();
    ({ provider } = bff);
  }, startTimeoutMs);
  beforeEach(() => provider.behave());
  afterAll(() => bff.close());

  // Goal 1
  it('pushes a request with PKCE, state and nonce, new each time', async () => {
    const browser = bff.browser();
    for (let times = 0; times < 2; times++) await browser.visitProvider('/bff/login');
    const [asked, next] = provider.authorizations;
    expect(asked?.get('response_type')).toBe('code');
    expect(asked?.get('code_challenge_method')).toBe('S256');
    expect(asked?.get('client_assertion_type')).toContain('jwt-bearer');
    for (const [name, length] of Object.entries({ code_challenge: 43, state: 22, nonce: 22 })) {
      expect(asked?.get(name)).withContext(name).toHaveSize(length);
      expect(asked?.get(name))
        .withContext(name)
        .not.toBe(next?.get(name) ?? '');
    }
  });

  it('shows the browser neither the request nor a secret on its way to the provider', async () => {
    const { location = '' } = (await bff.browser().navigate('/bff/login?returnTo=/t/acme')).headers;
    const { origin, pathname, searchParams } = new URL(location);
    expect(origin + pathname).toBe(`${provider.url}/auth`);
    expect([...searchParams.keys()].sort()).toEqual(['client_id', 'request_uri']);
  });

  // Goal 6
  it('gives a session, with a token of its own for each upstream', async () => {
    const browser = bff.browser();
    const answer = await browser.signIn('/t/acme/runs?view=active');
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/t/acme/runs?view=active');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect((await browser.call('/bff/session')).json()).toEqual(
      jasmine.objectContaining({ authenticated: true, subject: 'ada', displayName: 'Person ada' }),
    );
    expect(provider.authorizations[0]?.getAll('resource')).toEqual([
      'urn:stellaops:export-center',
      'urn:stellaops:evidence-locker',
    ]);
    expect(provider.tokenRequests.map((fields) => [fields.get('grant_type'), fields.getAll('resource')])).toEqual([
      ['authorization_code', ['urn:stellaops:export-center']],
      ['refresh_token', ['urn:stellaops:evidence-locker']],
    ]);
  });

  // Goal 1
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

  it('does not sign a browser in to the account of somebody who sent it a callback', async () => {
    const attacker = bff.browser();
    const callback = await attacker.visitProvider('/bff/login');
    const victim = bff.browser();
    // The victim has a sign-in of their own under way.
    await victim.visitProvider('/bff/login');
    expect((await victim.navigate(callback, 'cross-site')).status).toBe(401);
    expect(victim.cookies.has(cookie)).toBeFalse();
  });

  it('takes no code that belongs to another sign-in of the same browser', async () => {
    const browser = bff.browser();
    const [first, second] = [await browser.visitProvider('/bff/login'), await browser.visitProvider('/bff/login')];
    const swapped = new URL(second, bff.origin);
    swapped.searchParams.set('code', new URL(first, bff.origin).searchParams.get('code') ?? '');
    expect((await browser.navigate(swapped.pathname + swapped.search, 'cross-site')).status).toBe(401);
    expect(browser.cookies.has(cookie)).toBeFalse();
  });

  it('takes a sign-in back for ten minutes', async () => {
    const browser = bff.browser();
    const [first, second] = [await browser.visitProvider('/bff/login'), await browser.visitProvider('/bff/login')];
    bff.advance(590);
    expect((await browser.navigate(first, 'cross-site')).status).toBe(303);
    bff.advance(11);
    expect((await browser.navigate(second, 'cross-site')).status).toBe(401);
  });

  it('never takes a session id from outside', async () => {
    const browser = bff.browser();
    browser.cookies.set(cookie, 'A'.repeat(43));
    await browser.signIn();
    expect(browser.cookies.get(cookie)).not.toBe('A'.repeat(43));
  });

  it('puts an old session of the same browser out of use', async () => {
    const browser = await bff.signedIn();
    const before = browser.cookies.get(cookie) ?? '';
    await browser.signIn();
    expect(browser.cookies.get(cookie)).not.toBe(before);
    browser.cookies.set(cookie, before);
    expect((await browser.call('/bff/session')).json()).toEqual({ authenticated: false });
  });

  // Goal 2
  for (const forged of [
    { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'https', 'X-Forwarded-Port': '444' },
    { 'X-Forwarded-Prefix': '/evil', 'X-Original-Host': 'evil.example', 'X-Rewrite-URL': '/evil' },
    { Forwarded: 'host=evil.example;proto=https' },
    { Origin: 'https://evil.example', Referer: 'https://evil.example/' },
  ]) {
    it(`comes back to the configured address whatever ${Object.keys(forged).join(', ')} say`, async () => {
      await bff.browser().bare('/bff/login', {
        headers: { ...forged, 'Sec-Fetch-Site': 'none', 'Sec-Fetch-Mode': 'navigate' },
      });
      expect(provider.authorizations.map((asked) => asked.get('redirect_uri'))).toEqual([`${bff.origin}/bff/callback`]);
    });
  }

  it('is not there under another host name', async () => {
    const navigation = { 'Sec-Fetch-Site': 'none', 'Sec-Fetch-Mode': 'navigate' };
    const answer = await bff.browser().bare('/bff/login', { headers: { ...navigation, Host: 'evil.example' } });
    expect(answer.status).toBe(400);
    expect(provider.authorizations).toEqual([]);
  });

  // Goal 3
  for (const elsewhere of [
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https:evil.example',
    'https://evil.example',
    'HTTPS://evil.example',
    '/\t/evil.example',
    '/%09/evil.example',
    '/%2f/evil.example',
    '/%5cevil.example',
    '/.//evil.example',
    '/x/..//evil.example',
    '/\n/evil.example',
    '/x\r\nSet-Cookie: a=b',
    'javascript:alert(1)',
    'data:text/html,x',
    '@evil.example',
    '.evil.example',
    '/bff/logout',
    '/bff/login?returnTo=/',
    '/é',
    '',
  ]) {
    it(`stays here when asked to return to ${JSON.stringify(elsewhere)}`, async () => {
      const answer = await bff.browser().signIn(elsewhere);
      expect(answer.status).toBe(303);
      expect(answer.headers.location).toBe('/');
    });
  }

  it('stays here when asked for two places', async () => {
    const browser = bff.browser();
    const callback = await browser.visitProvider('/bff/login?returnTo=/t/acme&returnTo=//evil.example');
    expect((await browser.navigate(callback, 'cross-site')).headers.location).toBe('/');
  });

  for (const here of ['/', '/t/acme/runs?status=failed&sort=-createdAt#row-3', '/t/acme/holds/new?note=%C3%BC']) {
    it(`returns to ${here}`, async () => expect((await bff.browser().signIn(here)).headers.location).toBe(here));
  }

  // Goal 4
  it('is not started by another site or a script', async () => {
    const browser = bff.browser();
    for (const site of ['cross-site', 'same-site']) {
      const { status, headers } = await browser.navigate('/bff/login', site);
      expect(status).toBe(403);
      // Whoever followed such a link reads a page.
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
    }
    expect((await browser.call('/bff/login')).status).toBe(403);
    expect((await browser.bare('/bff/login')).status).toBe(403);
    for (const method of ['POST', 'HEAD', 'PUT']) {
      expect((await browser.bare('/bff/login', { method })).status)
        .withContext(method)
        .toBeGreaterThanOrEqual(403);
    }
    expect(provider.authorizations).toEqual([]);
    expect([...browser.cookies]).toEqual([]);
  });

  it('says that the provider is away, without ending anything', async () => {
    const browser = await bff.signedIn();
    const callback = await browser.visitProvider('/bff/login');
    provider.misbehaviour.refreshError = { status: 503, error: 'temporarily_unavailable' };
    expect((await browser.navigate(callback, 'cross-site')).status).toBe(503);
    expect((await browser.call('/bff/session')).json()['authenticated']).toBeTrue();
  });

  it('explains a failure on a page of ours, or in JSON to whoever wants that', async () => {
    const page = await bff.browser().navigate('/bff/callback?state=x&code=y', 'cross-site');
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.headers['cache-control']).toBe('no-store');
    expect(page.body).toContain('<a href="/">');
    expect(page.body).not.toContain('<script');
    const headers = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', Accept: 'application/json' };
    const json = await bff.browser().bare('/bff/callback?state=x&code=y', { headers });
    expect(json.json()['code']).toBe('ERR_UNAUTHENTICATED');
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

// Goal 4
describe('Signing in at the BFF again and again', () => {
  let bff: BffUnderTest;

  beforeAll(async () => {
    bff = await startBffUnderTest();
  }, startTimeoutMs);
  afterAll(() => bff.close());

  it('leaves few cookies after 200 starts, and the newest completes', async () => {
    const browser = bff.browser();
    const page = `/t/acme/${'x'.repeat(370)}`;
    for (let count = 0; count < 200; count++) await browser.navigate(`/bff/login?returnTo=${page}`);
    const callback = await browser.visitProvider('/bff/login?returnTo=/newest');
    expect([...browser.cookies].map((pair) => pair.join('=')).join('; ').length).toBeLessThan(4096);
    expect((await browser.navigate(callback, 'cross-site')).headers.location).toBe('/newest');
  });
});
