import { manualChangeDetection } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { HttpTestingController, type TestRequest } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import {
  fakeClock,
  fakeLocation,
  provideConsoleTesting,
  settled,
  signIn,
  verifyHttp,
  whileAnswering,
} from '../testing/console-testing.ts';
import type { ConsoleProfile, TokenFacts } from '../../../server/contracts/bff/session.ts';
import {
  errorEnvelope,
  onlyThisSession,
  profileOfAcme,
  profileOfGlobex,
  tenants,
  tokenFacts,
} from '../testing/session-fixtures.ts';
import { ConsoleSessionStore } from '../session/console-session.store.ts';
import { ConsoleProfileComponent } from './console-profile.component.ts';
import { ConsoleProfileHarness } from './testing/console-profile.harness.ts';

describe('ConsoleProfileComponent', () => {
  let http: HttpTestingController;
  let page: ConsoleProfileHarness;
  let profile: TestRequest;
  let tokens: TestRequest;

  beforeEach(async () => {
    TestBed.configureTestingModule({ providers: provideConsoleTesting() });
    http = TestBed.inject(HttpTestingController);
    await signIn();
    const fixture = TestBed.createComponent(ConsoleProfileComponent);
    await settled();
    profile = http.expectOne('/console/profile');
    tokens = http.expectOne('/console/token/introspect');
    http.expectOne('/bff/sessions').flush(onlyThisSession);
    page = await manualChangeDetection(() =>
      TestbedHarnessEnvironment.harnessForFixture(fixture, ConsoleProfileHarness),
    );
  });

  /** Harnesses wait until nothing is under way, so both halves of the page are answered together. */
  function answer(person: ConsoleProfile = profileOfAcme, facts: TokenFacts = tokenFacts): void {
    profile.flush(person);
    tokens.flush(facts);
  }

  afterEach(() => verifyHttp());

  it('shows the shape of what will come while it loads', async () => {
    expect(await manualChangeDetection(() => page.isLoading())).toBeTrue();
    expect(await manualChangeDetection(() => page.state())).toBe('');
  });

  it('tells who the person is here, and since when', async () => {
    answer();
    expect(await page.state()).toBe('16 rights in acme, roles in 2 tenants');
    expect(await page.fact('Name')).toBe('Ada Admin');
    expect(await page.fact('User name')).toBe('admin');
    expect(await page.fact('E-mail')).toBe('ada@example.org');
    expect(await page.fact('Issuer')).toBe('http://127.0.0.1:4401');
    expect(await page.fact('This session')).toBe('Chromium on Linux, since 10:42 UTC');
    expect(await page.fact('Signed in')).toBe('2 min ago');
    expect(await page.fact('Ends when idle')).toBe('in 15 min');
  });

  it('lists every tenant with the roles held there', async () => {
    answer();
    expect(await page.fact('Acme Corporation')).toBe('Tenant admin');
    expect(await page.fact('Globex')).toBe('Viewer');
  });

  it('lists the rights of the selected tenant only', async () => {
    answer(profileOfGlobex);
    expect(await page.scopes()).toEqual(['ui.read', 'export:read', 'evidence:read', 'timeline:read']);
  });

  it('counts down how long the sign-in stays fresh, then offers a new one', async () => {
    answer();
    expect(await page.fact('Fresh sign-in')).toContain('3:00 left');
    fakeClock().advance(75);
    expect(await page.fact('Fresh sign-in')).toContain('1:45 left');
    fakeClock().advance(105);
    expect(await page.fact('Fresh sign-in')).toContain('Not fresh');
    await page.press('Sign in again');
    expect(fakeLocation().leftFor).toContain('/bff/step-up');
  });

  it('tells facts about the tokens, and says plainly when one is not bound', async () => {
    const [bound] = tokenFacts.tokens as [TokenFacts['tokens'][number]];
    answer(profileOfAcme, {
      ...tokenFacts,
      tokens: [bound, { ...bound, audience: 'urn:other', senderConstrained: null }],
    });
    const [first, second] = await page.tokens();
    expect(first).toContain('urn:stellaops:export-center');
    expect(first).toContain('Valid');
    expect(first).toContain('DPoP');
    expect(first).toContain('in 58 min');
    expect(second).toContain('Bearer');
    expect(await page.refreshToken()).toContain('A refresh token is held');
  });

  it('shows a token as expired once its time has passed', async () => {
    answer();
    fakeClock().advance(3600);
    expect((await page.tokens())[0]).toContain('Expired');
  });

  it('says so when there is no refresh token, and when there is no token at all', async () => {
    answer(profileOfAcme, { tokens: [], refresh: { present: false, expiresAt: null } });
    expect((await page.emptyStates())[0]).toContain('The server holds no token for this session');
  });

  it('shows each half by itself when the other fails, and loads it again on request', async () => {
    profile.flush(profileOfAcme);
    tokens.flush(errorEnvelope('ERR_UPSTREAM', 'The identity provider answered wrongly.'), {
      status: 502,
      statusText: '',
    });
    expect(await page.fact('Name')).toBe('Ada Admin');
    expect((await page.errors())[0]).toContain('The token facts could not be loaded');
    expect((await page.errors())[0]).toContain('01HZY3M8Q4T7V9W2X5Z6A7B8C9');
    await whileAnswering(page.press('Try again'), () =>
      http.match('/console/token/introspect').forEach((request) => request.flush(tokenFacts)),
    );
    expect(await page.errors()).toEqual([]);
  });

  it('names the missing right where the person may not see their profile', async () => {
    profile.flush(errorEnvelope('ERR_SCOPE'), { status: 403, statusText: '' });
    tokens.flush(tokenFacts);
    expect((await page.emptyStates())[0]).toContain('It needs the scope ui.read in the tenant acme');
  });

  it('shows the person of the other tenant after a switch, and nothing of the old one', async () => {
    answer();
    TestBed.inject(ConsoleSessionStore).selectTenant('globex');
    http.expectOne('/console/tenants/selected').flush({ ...tenants, selectedTenant: 'globex' });
    await settled();
    http.expectOne('/bff/sessions').flush(onlyThisSession);
    expect(await manualChangeDetection(() => page.scopes())).toEqual([]);
    http.expectOne('/console/profile').flush(profileOfGlobex);
    expect(await page.state()).toBe('4 rights in globex, roles in 2 tenants');
  });

  it('signs out', async () => {
    answer();
    await whileAnswering(page.press('Sign out'), () =>
      http.match('/bff/logout').forEach((request) => request.flush({ logoutUrl: 'http://127.0.0.1:4401/session/end' })),
    );
    expect(fakeLocation().leftFor).toBe('http://127.0.0.1:4401/session/end');
  });
});
