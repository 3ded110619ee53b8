import { createServer, type Server } from 'node:http';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { type AuthorityUnderTest, startAuthorityUnderTest } from './testing/authority-under-test.ts';
import { type Browser, createBrowser } from './testing/browser.ts';
import { type RelyingParty, signInAs, type Tokens } from './testing/relying-party.ts';

describe('Signing out', () => {
  let authority: AuthorityUnderTest;
  let console: RelyingParty;
  let bff: Server;
  /** Logout tokens that arrived at the console's back channel. */
  let logoutTokens: string[];

  beforeAll(async () => {
    authority = await startAuthorityUnderTest();
    console = await authority.console();
    bff = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        if (request.url === '/bff/backchannel-logout')
          logoutTokens.push(new URLSearchParams(body).get('logout_token') ?? '');
        response.end();
      });
    });
    await new Promise<void>((resolve) =>
      bff.listen(Number(new URL(authority.config.publicOrigin).port), 'localhost', resolve),
    );
  });

  beforeEach(() => {
    logoutTokens = [];
  });

  afterAll(async () => {
    bff.closeAllConnections();
    await new Promise((resolve) => bff.close(resolve));
    await authority.close();
  });

  it('that the console asks for needs no decision, ends at the console, and calls its back channel', async () => {
    const { browser, tokens, sid } = await signIn();
    const page = await browser.navigate(endSession({ logout_hint: sid, state: 'here' }));
    expect(page.body).toContain('Signing out…');
    expect(page.body).toContain('requestSubmit');

    const arrival = await browser.submit(page, { logout: 'yes' });
    expect(arrival.url.href).toBe(`${authority.config.publicOrigin}/?state=here`);

    const jwks = createRemoteJWKSet(new URL('/jwks', authority.config.issuer));
    const { payload } = await jwtVerify(logoutTokens[0] ?? '', jwks, {
      issuer: authority.config.issuer,
      audience: 'stella-console',
      typ: 'logout+jwt',
    });
    expect(payload).toEqual(jasmine.objectContaining({ sub: 'operator', sid }));
    expect(payload['events']).toEqual({ 'http://schemas.openid.net/event/backchannel-logout': {} });
    expect(payload['nonce']).toBeUndefined();
    await expectAsync(console.refresh(tokens.refresh_token ?? '')).toBeRejected();
  });

  it('by a link of somebody else asks first, and can be declined', async () => {
    const { browser, tokens } = await signIn();
    for (const parameters of [{}, { logout_hint: 'operator' }]) {
      const page = await browser.navigate(endSession(parameters));
      expect(page.body).toContain('Sign out?');
      expect(page.body).not.toContain('<script');
    }
    expect((await browser.navigate((await console.begin()).url)).url.href).toContain(authority.redirectUri);
    expect((await console.refresh(tokens.refresh_token ?? '')).access_token).toBeTruthy();
    expect(logoutTokens).toEqual([]);
  });

  it('ends the refresh tokens of every sign-in of the session, not only of the last', async () => {
    const { browser, tokens: first, sid } = await signIn();
    const again = await console.begin();
    const second = await again.finish((await browser.navigate(again.url)).url);
    await browser.submit(await browser.navigate(endSession({ logout_hint: sid })), { logout: 'yes' });
    for (const { refresh_token: token = '' } of [first, second]) {
      await expectAsync(console.refresh(token)).toBeRejected();
    }
    const afterwards = await browser.navigate((await console.begin()).url);
    expect(afterwards.body).toContain('>Sign in</button>');
  });

  it('also happens when another person signs in with the same browser', async () => {
    const { browser, tokens } = await signIn();
    const started = await console.begin({ prompt: 'login' });
    const handOver = await signInAs(browser, started, 'viewer');
    expect(handOver.status).toBe(200);
    const arrival = await browser.submit(handOver, {});
    expect((await started.finish(arrival.url)).claims()?.sub).toBe('viewer');
    await expectAsync(console.refresh(tokens.refresh_token ?? '')).toBeRejected();
    expect(logoutTokens.length).toBe(1);
  });

  it('never redirects to an address that is not registered', async () => {
    const { browser } = await signIn();
    const page = await browser.navigate(endSession({ post_logout_redirect_uri: 'https://evil.example/' }));
    expect(page.status).toBe(400);
    expect(page.body).toContain('This request cannot be answered');
  });

  async function signIn(): Promise<{ browser: Browser; tokens: Tokens; sid: string }> {
    const browser = createBrowser();
    const started = await console.begin();
    const tokens = await started.finish((await signInAs(browser, started, 'operator')).url);
    return { browser, tokens, sid: tokens.claims()?.['sid'] as string };
  }

  function endSession(parameters: Record<string, string>): URL {
    const url = new URL('/session/end', authority.config.issuer);
    const registered = { client_id: 'stella-console', post_logout_redirect_uri: `${authority.config.publicOrigin}/` };
    url.search = String(new URLSearchParams({ ...registered, ...parameters }));
    return url;
  }
});
