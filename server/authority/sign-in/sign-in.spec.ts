import { type AuthorityUnderTest, startAuthorityUnderTest } from '../testing/authority-under-test.ts';
import { createBrowser } from '../testing/browser.ts';
import { type RelyingParty, signInAs } from '../testing/relying-party.ts';

describe('Signing in', () => {
  let authority: AuthorityUnderTest;
  let console: RelyingParty;

  beforeAll(async () => {
    authority = await startAuthorityUnderTest();
    console = await authority.console();
  });

  afterAll(() => authority.close());

  it('shows a page that names its fields, its button and the demo users', async () => {
    const page = await createBrowser().navigate((await console.begin()).url);
    expect(page.status).toBe(200);
    expect(page.headers.get('cache-control')).toBe('no-store');
    for (const words of ['>User name</label>', '>Password</label>', '>Sign in</button>', 'globex-admin', 'evidence']) {
      expect(page.body).toContain(words);
    }
  });

  it('ends at the console with code, state and issuer, and says who it was', async () => {
    const started = await console.begin();
    const arrival = await signInAs(createBrowser(), started, 'responder');
    expect(arrival.status).toBe(303);
    expect(arrival.url.href).toContain(authority.redirectUri);
    expect(arrival.url.searchParams.get('iss')).toBe(authority.config.issuer);

    const tokens = await started.finish(arrival.url);
    const claims: Record<string, unknown> = { ...tokens.claims() };
    expect(claims).toEqual(
      jasmine.objectContaining({
        sub: 'responder',
        name: 'Remy Responder',
        preferred_username: 'responder',
        email: 'responder@acme.example',
        'stella:tenants': { acme: ['incident-responder'] },
        auth_time: jasmine.any(Number),
        sid: jasmine.any(String),
      }),
    );
    expect(await console.userInfo(tokens)).toEqual(
      jasmine.objectContaining({ sub: 'responder', name: 'Remy Responder' }),
    );
  });

  it('asks once: a second sign-in of the same browser passes without a page', async () => {
    const browser = createBrowser();
    await signInAs(browser, await console.begin(), 'viewer');
    const again = await console.begin();
    const arrival = await browser.navigate(again.url);
    expect((await again.finish(arrival.url)).claims()?.sub).toBe('viewer');
  });

  it('stays on the page after a wrong password, says so and keeps the name', async () => {
    const browser = createBrowser();
    const started = await console.begin();
    const refused = await signInAs(browser, started, 'operator', 'Evidence');
    expect(refused.status).toBe(401);
    expect(refused.body).toContain('User name and password do not match');
    expect(refused.body).toContain('value="operator"');
    expect(refused.body).not.toContain('value="Evidence"');

    const arrival = await browser.submit(refused, { userName: 'operator', password: 'evidence' });
    expect((await started.finish(arrival.url)).claims()?.sub).toBe('operator');
  });

  it('asks for what is missing', async () => {
    const refused = await signInAs(createBrowser(), await console.begin(), 'operator', '');
    expect(refused.status).toBe(400);
    expect(refused.body).toContain('Enter your user name and your password.');
  });

  it('escapes what was typed', async () => {
    const refused = await signInAs(createBrowser(), await console.begin(), '"><script>alert(1)</script>', 'x');
    expect(refused.body).not.toContain('<script>alert');
    expect(refused.body).toContain('&quot;&gt;&lt;script&gt;');
  });

  it('slows down guessing, for that name', async () => {
    const browser = createBrowser();
    const page = await browser.navigate((await console.begin()).url);
    let answer = page;
    for (let attempt = 0; attempt <= 10; attempt++) {
      answer = await browser.submit(page, { userName: ' Officer', password: `guess ${attempt}` });
    }
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(answer.body).toContain('Too many attempts');

    const rightButLate = await browser.submit(page, { userName: 'officer', password: 'evidence' });
    expect(rightButLate.status).toBe(429);
    const someoneElse = await browser.submit(page, { userName: 'viewer', password: 'evidence' });
    expect(someoneElse.status).toBe(303);
  });

  it('goes back to the console when cancelled', async () => {
    const browser = createBrowser();
    const page = await browser.navigate((await console.begin()).url);
    const arrival = await browser.submit(page, {}, `${page.url.pathname}/cancel`);
    expect(arrival.url.href).toContain(authority.redirectUri);
    expect(arrival.url.searchParams.get('error')).toBe('access_denied');
  });

  describe('refuses', () => {
    it('a form of another browser', async () => {
      const page = await createBrowser().navigate((await console.begin()).url);
      const stranger = await createBrowser().submit(page, { userName: 'operator', password: 'evidence' });
      expect(stranger.status).toBe(400);
      expect(stranger.url.origin).toBe(authority.config.issuer);
    });

    it('the cookie of one sign-in with the form of another', async () => {
      const victim = createBrowser();
      const page = await victim.navigate((await console.begin()).url);
      const attackers = await createBrowser().navigate((await console.begin()).url);
      const [cookie] = victim.cookies.filter(({ name }) => name === 'authority_interaction');
      const mixed = createBrowser([{ ...cookie!, path: attackers.url.pathname }]);
      const answer = await mixed.submit(attackers, { userName: 'operator', password: 'evidence' });
      expect(answer.status).toBe(400);
      expect(page.status).toBe(200);
    });

    it('a form that another site sends', async () => {
      const browser = createBrowser();
      const page = await browser.navigate((await console.begin()).url);
      const answer = await browser.request(page.url, {
        method: 'POST',
        headers: { 'sec-fetch-site': 'cross-site' },
        body: new URLSearchParams({ userName: 'operator', password: 'evidence' }),
      });
      expect(answer.status).toBe(400);
    });

    it('a finished sign-in sent again', async () => {
      const browser = createBrowser();
      const started = await console.begin();
      const page = await browser.navigate(started.url);
      await browser.submit(page, { userName: 'operator', password: 'evidence' });
      expect((await browser.submit(page, { userName: 'operator', password: 'evidence' })).status).toBe(400);
    });

    it('an authorization request that was not pushed', async () => {
      const url = new URL('/auth', authority.config.issuer);
      url.search = String(
        new URLSearchParams({
          client_id: 'stella-console',
          response_type: 'code',
          redirect_uri: authority.redirectUri,
          scope: 'openid',
        }),
      );
      const answer = await createBrowser().navigate(url);
      expect(answer.url.searchParams.get('error')).toBe('invalid_request');
      expect(answer.url.searchParams.has('code')).toBeFalse();
    });

    it('a redirect to another address, a request without PKCE, and a pushed request used twice', async () => {
      await expectAsync(console.begin({ redirect_uri: 'https://evil.example/' })).toBeRejected();
      await expectAsync(console.begin({ code_challenge: '', code_challenge_method: '' })).toBeRejected();

      const browser = createBrowser();
      const started = await console.begin();
      await signInAs(browser, started, 'operator');
      const again = await browser.navigate(started.url);
      expect(again.url.searchParams.has('code')).toBeFalse();
    });
  });
});
