import { StartError } from '../kernel/start-error.ts';
import { type AuthorityUnderTest, startAuthorityUnderTest } from './testing/authority-under-test.ts';
import { createBrowser } from './testing/browser.ts';
import { signInAs } from './testing/relying-party.ts';

describe('The authority', () => {
  let authority: AuthorityUnderTest;

  beforeAll(async () => {
    authority = await startAuthorityUnderTest();
  });

  afterAll(() => authority.close());

  it('keeps sessions, keys and refresh tokens over a restart', async () => {
    const console = await authority.console();
    const browser = createBrowser();
    const started = await console.begin();
    const tokens = await started.finish((await signInAs(browser, started, 'operator')).url);
    const keysBefore = await (await fetch(new URL('/jwks', authority.config.issuer))).json();

    await authority.restart();

    expect(await (await fetch(new URL('/jwks', authority.config.issuer))).json()).toEqual(keysBefore);
    const refreshed = await console.refresh(tokens.refresh_token ?? '', { resource: 'urn:stellaops:export-center' });
    expect(refreshed.scope).toContain('export:run');
    const again = await console.begin();
    const arrival = await browser.navigate(again.url);
    expect((await again.finish(arrival.url)).claims()?.sub).toBe('operator');
  });

  it('leaves no session, code or token in the database', async () => {
    const console = await authority.console();
    const browser = createBrowser();
    const started = await console.begin();
    const arrival = await signInAs(browser, started, 'operator');
    const tokens = await started.finish(arrival.url);
    const dump = await authority.dumpDatabase();

    const secrets = [
      tokens.refresh_token ?? '',
      tokens.access_token,
      arrival.url.searchParams.get('code') ?? '',
      started.url.searchParams.get('request_uri')?.split(':').at(-1) ?? '',
      ...browser.cookies.filter(({ name }) => name.startsWith('authority_session')).map(({ value }) => value),
    ];
    for (const secret of secrets) {
      expect(secret).not.toBe('');
      expect(dump).not.toContain(secret);
    }
  });

  it('sends strict headers with every page and lets forms end at itself and the console only', async () => {
    const page = await createBrowser().navigate((await (await authority.console()).begin()).url);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain(`form-action 'self' ${authority.config.publicOrigin}`);
    expect(policy).not.toContain('unsafe');
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(page.headers.get('x-powered-by')).toBeNull();
  });

  it('answers under its own host name only', async () => {
    const { port } = new URL(authority.config.issuer);
    const answer = await fetch(`http://localhost:${port}/.well-known/openid-configuration`);
    expect(answer.status).toBe(421);
  });

  it('leads who comes without a request to the console', async () => {
    const answer = await createBrowser().request(authority.config.issuer);
    expect(answer.headers.get('location')).toBe(authority.config.publicOrigin);
  });

  it('does not start with demo users where others can reach it', async () => {
    for (const issuer of ['https://sso.example.com', 'http://192.168.1.20:4401', 'http://127.0.0.1.evil.example']) {
      await expectAsync(startAuthorityUnderTest({ OIDC_ISSUER: issuer })).toBeRejectedWithError(
        StartError,
        /OIDC_ISSUER/,
      );
    }
  });
});
