import { sql } from 'kysely';
import { startBffUnderTest, startTimeoutMs, type BffUnderTest } from '../testing/bff-under-test.ts';
import type { Browser } from '../testing/browser.ts';
import type { FakeProvider } from '../testing/fake-provider.ts';

const cookie = '__Host-Http-session';
const nowSeconds = () => Math.floor(Date.now() / 1000);

// Goal 5
describe('Signing in anew, for what needs it,', () => {
  let bff: BffUnderTest;
  let provider: FakeProvider;

  beforeAll(async () => {
    bff = await startBffUnderTest();
    ({ provider } = bff);
  }, startTimeoutMs);
  beforeEach(() => provider.behave());
  afterAll(() => bff.close());

  const session = async (browser: Browser) => (await browser.call('/bff/session')).json();
  const finish = async (browser: Browser) => {
    const callback = await browser.visitProvider('/bff/step-up?returnTo=/t/acme/holds/new');
    return browser.navigate(callback, 'cross-site');
  };

  /** `kind:reason` of the last row of the trail, whose it is, and of which session. */
  async function lastAuditRow() {
    const { rows } = await sql<{ line: string; subject: string; session: string }>`
      select kind || ':' || coalesce(reason, '') as line, subject, session from bff.audit order by id desc limit 1`.execute(
      bff.database.query(),
    );
    return rows[0];
  }

  it('asks the provider for it, and for nothing that would depend on the provider', async () => {
    const browser = await bff.signedIn();
    await browser.visitProvider('/bff/step-up');
    const asked = provider.authorizations.at(-1);
    expect(asked?.get('max_age')).toBe('0');
    for (const name of ['prompt', 'acr_values', 'claims', 'login_hint']) expect(asked?.has(name)).toBeFalse();
    expect(provider.authorizations[0]?.has('max_age')).toBeFalse();
  });

  it('gives the same person a new session, and the old one is dead', async () => {
    const browser = await bff.signedIn();
    const before = browser.cookies.get(cookie);
    const callback = await browser.visitProvider('/bff/step-up?returnTo=/t/acme/holds/new');
    // The Strict cookie does not come along from the provider.
    browser.cookies.delete(cookie);
    const answer = await browser.navigate(callback, 'cross-site');
    expect(answer.headers.location).toBe('/t/acme/holds/new');
    const after = browser.cookies.get(cookie);
    expect(after).toHaveSize(43);
    expect(after).not.toBe(before);
    browser.cookies.set(cookie, before ?? '');
    expect(await session(browser)).toEqual({ authenticated: false });
  });

  it('counts from when the person signed in, for five minutes', async () => {
    provider.misbehaviour.idToken = { auth_time: nowSeconds() - 3600 };
    const browser = await bff.signedIn();
    const freshAuth = async () =>
      (await browser.call('/console/profile', { headers: { 'X-Stella-Tenant': 'acme' } })).json()['freshAuth'];
    expect(await freshAuth()).toEqual(jasmine.objectContaining({ active: false }));
    provider.misbehaviour.idToken = {};
    await finish(browser);
    expect(await freshAuth()).toEqual(jasmine.objectContaining({ active: true }));
    const facts = await session(browser);
    expect(await freshAuth()).toEqual({
      active: true,
      expiresAt: new Date(Date.parse(String(facts['authTime'])) + 300_000).toISOString(),
    });
  });

  it('is what an operation asks for that needs it', async () => {
    provider.misbehaviour.idToken = { auth_time: nowSeconds() - 3600 };
    const browser = await bff.signedIn();
    const endOthers = () => browser.call('/bff/sessions', { method: 'DELETE' });
    const refused = await endOthers();
    expect(refused.status).toBe(401);
    expect(refused.json()['code']).toBe('ERR_FRESH_AUTH_REQUIRED');
    // RFC 9470
    expect(refused.headers['www-authenticate']).toMatch(/error="insufficient_user_authentication", max_age="300"/);
    provider.misbehaviour.idToken = {};
    await finish(browser);
    expect((await endOthers()).status).toBe(200);
  });

  it('leaves the person in the tenant that they had chosen', async () => {
    const browser = await bff.signedIn();
    await browser.call('/console/tenants/selected', {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: '{"tenant":"globex"}',
    });
    await finish(browser);
    expect((await browser.call('/console/tenants')).json()['selectedTenant']).toBe('globex');
  });

  it('refuses another person, keeps the session, and records whose it is', async () => {
    const browser = await bff.signedIn();
    provider.person = { ...provider.person, subject: 'eve', sid: 'sid-2' };
    const answer = await finish(browser);
    expect(answer.status).toBe(401);
    expect(answer.body).toContain('Somebody else signed in.');
    expect((await session(browser))['subject']).toBe('ada');
    expect((await bff.audit()).at(-1)).toBe('step-up.failed:another_person');
    expect(await lastAuditRow()).toEqual({
      line: 'step-up.failed:another_person',
      subject: 'ada',
      session: jasmine.stringMatching(/^[0-9a-f]{64}$/) as unknown as string,
    });
  });

  const disbelieved: readonly (readonly [string, () => unknown, string])[] = [
    ['did not ask again', () => nowSeconds() - 60, 'not_signed_in_anew'],
    ['asked just before', () => nowSeconds() - 10, 'not_signed_in_anew'],
    ['does not say when it asked', () => undefined, 'not_signed_in_anew'],
    ['says a word for when', () => 'now', 'invalid_response'],
    ['says that it will ask', () => nowSeconds() + 3600, 'id_token_auth_time'],
    ['says that it asked before 1970', () => -1, 'invalid_response'],
  ];
  for (const [what, authTime, reason] of disbelieved) {
    it(`does not believe a provider that ${what}`, async () => {
      const browser = await bff.signedIn();
      provider.misbehaviour.idToken = { auth_time: authTime() };
      expect((await finish(browser)).status).toBe(401);
      expect((await session(browser))['authenticated']).toBeTrue();
      expect((await lastAuditRow())?.line).toBe(`step-up.failed:${reason}`);
    });
  }

  it('records a person who changed their mind', async () => {
    const browser = await bff.signedIn();
    provider.misbehaviour.callback = { error: 'access_denied', code: undefined };
    expect((await finish(browser)).body).toContain('The sign-in was cancelled.');
    expect((await lastAuditRow())?.line).toBe('step-up.failed:access_denied');
    expect((await session(browser))['authenticated']).toBeTrue();
  });

  it('needs a session that runs: at the start', async () => {
    expect((await bff.browser().navigate('/bff/step-up')).status).toBe(401);
    expect(provider.authorizations).toEqual([]);
  });

  it('needs a session that runs: on the way back', async () => {
    const browser = await bff.signedIn();
    const callback = await browser.visitProvider('/bff/step-up');
    await browser.call('/bff/logout', { method: 'POST' });
    expect((await browser.navigate(callback, 'cross-site')).status).toBe(401);
    expect((await bff.audit()).at(-1)).toBe('step-up.failed:session_ended_meanwhile');
  });

  it('needs a session that runs: until the new one takes its place', async () => {
    const browser = await bff.signedIn();
    const callback = await browser.visitProvider('/bff/step-up');
    const gate = Promise.withResolvers<undefined>();
    provider.misbehaviour.refreshGate = gate.promise;
    provider.tokenRequests.length = 0;
    const answer = browser.navigate(callback, 'cross-site');
    // The code is redeemed; the token for the second upstream is not yet there.
    while (provider.tokenRequests.length < 2) await new Promise((resolve) => setImmediate(resolve));
    await browser.call('/bff/logout', { method: 'POST' });
    gate.resolve(undefined);
    expect((await answer).status).toBe(401);
    expect(browser.cookies.has(cookie)).toBeFalse();
    expect((await bff.audit()).at(-1)).toBe('step-up.failed:session_ended_meanwhile');
  });

  it('is of the session that it began in, not of the next one in the same browser', async () => {
    const browser = await bff.signedIn();
    const callback = await browser.visitProvider('/bff/step-up');
    await browser.signIn();
    const current = browser.cookies.get(cookie);
    expect((await browser.navigate(callback, 'cross-site')).status).toBe(401);
    expect(browser.cookies.get(cookie)).toBe(current ?? '');
    expect((await session(browser))['authenticated']).toBeTrue();
  });

  it('is not started by another site', async () => {
    const browser = await bff.signedIn();
    for (const site of ['cross-site', 'same-site']) {
      expect((await browser.navigate('/bff/step-up', site)).status).toBe(403);
    }
    expect((await browser.call('/bff/step-up')).status).toBe(403);
  });
});
