import { startBffUnderTest, startTimeoutMs, type BffUnderTest } from '../testing/bff-under-test.ts';
import type { Browser } from '../testing/browser.ts';

const sessionCookie = '__Host-Http-session';

// Goal 12
describe('A person’s own sessions', () => {
  let bff: BffUnderTest;

  beforeAll(async () => {
    bff = await startBffUnderTest();
  }, startTimeoutMs);
  beforeEach(() => bff.provider.behave());
  afterAll(() => bff.close());

  const signInAs = (subject: string) => {
    bff.provider.person = { ...bff.provider.person, subject };
    return bff.signedIn();
  };
  const isSignedIn = async (browser: Browser) => (await browser.call('/bff/session')).json()['authenticated'];
  const list = async (browser: Browser) =>
    (await browser.call('/bff/sessions')).json()['items'] as Record<string, unknown>[];
  const nameOf = async (browser: Browser) =>
    String((await list(browser)).find(({ current }) => current)?.['sessionId']);
  const end = (browser: Browser, name: string) => browser.call(`/bff/sessions/${name}`, { method: 'DELETE' });

  it('are listed, the one that asks among them, and nobody else’s', async () => {
    const first = await signInAs('lister');
    const second = await signInAs('lister');
    await signInAs('stranger');
    const items = await list(first);
    expect(items.map(({ current }) => current).sort()).toEqual([false, true]);
    expect(items[0]).toEqual({
      sessionId: jasmine.stringMatching(/^sess-[0-9a-f]{16}$/),
      label: jasmine.stringMatching(/^A browser, since \d\d:\d\d UTC$/),
      current: jasmine.any(Boolean),
      createdAt: jasmine.any(String),
      authTime: jasmine.any(String),
      idleExpiresAt: jasmine.any(String),
      absoluteExpiresAt: jasmine.any(String),
    });
    expect(await nameOf(second)).not.toBe(await nameOf(first));
    expect((await bff.browser().call('/bff/sessions')).status).toBe(401);
  });

  it('end one by one, and others’ do not', async () => {
    const [first, second, stranger] = [await signInAs('ender'), await signInAs('ender'), await signInAs('other')];
    const ended = await end(first, await nameOf(second));
    expect(ended.status).toBe(204);
    expect(ended.body).toBe('');
    expect(ended.headers['set-cookie']).toBeUndefined();
    expect([await isSignedIn(first), await isSignedIn(second)]).toEqual([true, false]);
    for (const name of [await nameOf(stranger), 'sess-0123456789abcdef']) {
      const refused = await end(first, name);
      expect(refused.status).toBe(404);
      expect(refused.json()['code']).toBe('ERR_NOT_FOUND');
    }
    expect(await isSignedIn(stranger)).toBeTrue();
    expect((await end(first, 'sess-%2e%2e')).status).toBe(400);
    expect(await bff.audit()).toContain('session.ended:ended-from-another-session');
  });

  it('end here as by signing out', async () => {
    const browser = await signInAs('leaver');
    const ended = await end(browser, await nameOf(browser));
    expect(ended.status).toBe(204);
    expect(ended.headers['clear-site-data']).toBe('"cache", "storage"');
    expect(browser.cookies.has(sessionCookie)).toBeFalse();
    expect((await bff.audit()).at(-1)).toBe('session.ended:signed-out');
  });

  it('end all but the one that asks', async () => {
    const [first, second, third, stranger] = [
      await signInAs('sweeper'),
      await signInAs('sweeper'),
      await signInAs('sweeper'),
      await signInAs('bystander'),
    ];
    const swept = await first.call('/bff/sessions', { method: 'DELETE' });
    expect(swept.json()).toEqual({ ended: 2 });
    expect(await Promise.all([first, second, third, stranger].map(isSignedIn))).toEqual([true, false, false, true]);
  });

  it('end only after a fresh sign-in, which the answer asks for', async () => {
    const other = await signInAs('tired');
    bff.provider.misbehaviour.idToken = { auth_time: Math.floor(Date.now() / 1000) - 301 };
    const browser = await signInAs('tired');
    const attempts = [
      await end(browser, await nameOf(other)),
      await browser.call('/bff/sessions', { method: 'DELETE' }),
    ];
    for (const refused of attempts) {
      expect(refused.status).toBe(401);
      expect(refused.json()['code']).toBe('ERR_FRESH_AUTH_REQUIRED');
      expect(refused.headers['www-authenticate']).toContain('error="insufficient_user_authentication", max_age="300"');
    }
    expect(await isSignedIn(other)).toBeTrue();
  });
});
