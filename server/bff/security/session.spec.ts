import { sql } from 'kysely';
import { startBffUnderTest, startTimeoutMs, type BffUnderTest } from '../testing/bff-under-test.ts';
import type { Browser } from '../testing/browser.ts';

const sessionCookie = '__Host-Http-session';

/** Another instance hears of it, usually within milliseconds; it believes what it knows for no longer than a second. */
async function elsewhereWithinASecond(holds: () => Promise<boolean>): Promise<void> {
  const startedAt = performance.now();
  while (!(await holds())) expect(performance.now() - startedAt).toBeLessThan(1000);
}

const expiries = async (browser: Browser) => {
  const { idleExpiresAt } = (await browser.call('/bff/session')).json();
  return Date.parse(String(idleExpiresAt));
};

describe('A session', () => {
  let bff: BffUnderTest;

  beforeAll(async () => {
    bff = await startBffUnderTest();
  }, startTimeoutMs);
  beforeEach(() => {
    bff.provider.behave();
    bff.upstream.reset();
  });
  afterAll(() => bff.close());

  // Goal 7
  it('is one small cookie that only this site’s own requests carry', async () => {
    const browser = bff.browser();
    const setCookie = (await browser.signIn()).headers['set-cookie']?.at(-1) ?? '';
    expect(setCookie).toMatch(/^__Host-Http-session=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict$/);
    expect(setCookie.length).toBeLessThan(512);
  });

  it('is as small a cookie with tokens of 50 KB', async () => {
    const huge = { access_token: 'x'.repeat(50_000) };
    Object.assign(bff.provider.misbehaviour, { codeAnswer: huge, refreshAnswer: huge });
    const browser = bff.browser();
    const { headers } = await browser.signIn();
    for (const cookie of headers['set-cookie'] ?? []) expect(cookie.length).toBeLessThan(512);
    expect((await browser.call('/bff/session')).json()['authenticated']).toBeTrue();
  });

  it('has a new id after each sign-in and step-up, and the old one leads nowhere on any instance', async () => {
    const second = await bff.secondInstance();
    const browser = await bff.signedIn();
    const ids = [browser.cookies.get(sessionCookie)];
    const isAlive = async (id: string | undefined, instance: string) => {
      const holder = bff.browser();
      holder.cookies.set(sessionCookie, id ?? '');
      return (await holder.callAt(instance, '/bff/session')).json()['authenticated'];
    };
    for (const start of ['/bff/login', '/bff/step-up', '/bff/step-up']) {
      for (const instance of [bff.origin, second.url]) expect(await isAlive(ids.at(-1), instance)).toBeTrue();
      await browser.navigate(await browser.visitProvider(start), 'cross-site');
      ids.push(browser.cookies.get(sessionCookie));
      expect(await isAlive(ids.at(-2), bff.origin))
        .withContext(start)
        .toBeFalse();
      await elsewhereWithinASecond(async () => !(await isAlive(ids.at(-2), second.url)));
      for (const instance of [bff.origin, second.url]) expect(await isAlive(ids.at(-1), instance)).toBeTrue();
    }
    expect(new Set(ids).size).toBe(4);
    await second.close();
  });

  // Goals 7, 8
  it('leaves neither its cookie nor a token in the database, and no token in the log', async () => {
    const browser = await bff.signedIn();
    await browser.call('/api/export/runs', { headers: { 'X-Stella-Tenant': 'acme' } });
    await browser.call('/bff/logout', { method: 'POST' });
    const other = await bff.signedIn();
    const dump = await bff.dumpDatabase();
    const log = JSON.stringify(bff.lines);
    expect(dump).toContain('ada');
    for (const secret of [...bff.provider.secrets, ...other.cookies.values(), ...browser.cookies.values()]) {
      expect(dump).not.toContain(secret);
      expect(log).not.toContain(secret);
    }
  });

  // Goal 8
  it('does not open with another session’s tokens', async () => {
    await sql`delete from bff.sessions`.execute(bff.database.query());
    const [first, second] = [await bff.signedIn(), await bff.signedIn()];
    await sql`
      update bff.vault set sealed = (select max(sealed) from bff.vault), version = version + 1`.execute(
      bff.database.query(),
    );
    bff.advance(1.5);
    const states = await Promise.all(
      [first, second].map(async (browser) => (await browser.call('/bff/session')).json()),
    );
    expect(states.filter(({ authenticated }) => authenticated)).toHaveSize(1);
  });

  // Goal 9
  it('is prolonged by a person’s calls, not by what the page does by itself', async () => {
    const browser = await bff.signedIn();
    bff.advance(600);
    const left = await expiries(browser);
    const tenant = { 'X-Stella-Tenant': 'acme' };
    await browser.call('/bff/session');
    await browser.call('/api/export/runs', { headers: { ...tenant, 'X-Stella-Activity': 'background' } });
    bff.upstream.answer((_request, response) =>
      response.writeHead(200, { 'Content-Type': 'text/event-stream' }).end('\n'),
    );
    await browser.call('/api/export/events?tenant=acme');
    expect(await expiries(browser)).toBe(left);
    await browser.call('/api/export/runs', { headers: tenant });
    expect(await expiries(browser)).toBeGreaterThan(left + 500_000);
  });

  it('is prolonged on request', async () => {
    const browser = await bff.signedIn();
    bff.advance(600);
    const left = await expiries(browser);
    const extended = (await browser.call('/bff/session/extend', { method: 'POST' })).json();
    expect(Date.parse(String(extended['idleExpiresAt']))).toBeGreaterThan(left + 500_000);
  });

  it('ends after 15 minutes in which only the page did something', async () => {
    const browser = await bff.signedIn();
    bff.upstream.answer((_request, response) =>
      response.writeHead(200, { 'Content-Type': 'text/event-stream' }).end('\n'),
    );
    const background = { headers: { 'X-Stella-Tenant': 'acme', 'X-Stella-Activity': 'background' } };
    for (let minute = 1; minute < 15; minute++) {
      bff.advance(60);
      expect((await browser.call('/bff/session')).json()['authenticated']).toBeTrue();
      expect((await browser.call('/api/export/events?tenant=acme')).status).toBe(200);
      expect((await browser.call('/api/export/runs', background)).status).toBe(200);
      expect((await browser.call('/console/tenants', background)).status).toBe(200);
    }
    bff.advance(61);
    expect((await browser.call('/bff/session')).json()).toEqual({ authenticated: false });
    expect((await bff.audit()).at(-1)).toBe('session.ended:idle');
  });

  it('ends after 8 hours, whatever a person does', async () => {
    const browser = await bff.signedIn();
    const call = () => browser.call('/console/tenants');
    for (let minutes = 0; minutes + 14 < 8 * 60; minutes += 14) {
      expect((await call()).status)
        .withContext(`${String(minutes)} min`)
        .toBe(200);
      bff.advance(14 * 60);
    }
    expect((await call()).status).toBe(200);
    bff.advance(14 * 60);
    bff.upstream.reset();
    const answer = await browser.call('/api/export/runs', { headers: { 'X-Stella-Tenant': 'acme' } });
    expect([answer.status, answer.json()['code']]).toEqual([401, 'ERR_UNAUTHENTICATED']);
    expect(bff.upstream.arrivals).toEqual([]);
    expect((await bff.audit()).at(-1)).toBe('session.ended:too-old');
  });

  it(
    'lasts as long as SESSION_IDLE_SECONDS and SESSION_ABSOLUTE_SECONDS say',
    async () => {
      const short = await startBffUnderTest({ settings: { sessionIdleSeconds: 60, sessionAbsoluteSeconds: 100 } });
      const [idle, busy] = [await short.signedIn(), await short.signedIn()];
      short.advance(50);
      expect((await busy.call('/console/tenants')).status).toBe(200);
      short.advance(20);
      expect((await idle.call('/console/tenants')).status).toBe(401);
      expect((await busy.call('/console/tenants')).status).toBe(200);
      short.advance(31);
      expect((await busy.call('/console/tenants')).status).toBe(401);
      expect((await short.audit()).slice(-2)).toEqual(['session.ended:idle', 'session.ended:too-old']);
      await short.close();
    },
    startTimeoutMs,
  );

  // Goal 11
  it('ends here before the provider is asked, and revokes its refresh token', async () => {
    const browser = await bff.signedIn();
    const cookie = browser.cookies.get('__Host-Http-session') ?? '';
    const answer = await browser.call('/bff/logout', { method: 'POST' });
    expect(answer.headers['clear-site-data']).toBe('"cache", "storage"');
    expect(browser.cookies.has('__Host-Http-session')).toBeFalse();
    const logoutUrl = new URL(String(answer.json()['logoutUrl']));
    expect(logoutUrl.href).toContain(`${bff.provider.url}/end?`);
    expect(Object.fromEntries(logoutUrl.searchParams)).toEqual({
      client_id: 'stella-console',
      logout_hint: 'sid-1',
      post_logout_redirect_uri: `${bff.origin}/`,
    });
    browser.cookies.set('__Host-Http-session', cookie);
    expect((await browser.call('/bff/session')).json()).toEqual({ authenticated: false });
    while (bff.provider.revoked.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(bff.provider.secrets).toContain(bff.provider.revoked[0] ?? '');
  });

  // Goal 12
  it('is one of at most ten of a person; the one used least recently goes', async () => {
    const first = await bff.signedIn();
    const others = [];
    for (let count = 0; count < 10; count++) others.push(await bff.signedIn());
    expect((await first.call('/bff/session')).json()['authenticated']).toBeFalse();
    for (const other of others) expect((await other.call('/bff/session')).json()['authenticated']).toBeTrue();
  });

  it('is one of at most ten, however many sign in at the same time', async () => {
    bff.provider.person = { ...bff.provider.person, subject: 'crowd' };
    const crowd = await Promise.all(Array.from({ length: 15 }, () => bff.signedIn()));
    const states = await Promise.all(crowd.map(async (browser) => (await browser.call('/bff/session')).json()));
    expect(states.filter(({ authenticated }) => authenticated)).toHaveSize(10);
  });

  it('tells what the console shows of it, by the contract', async () => {
    const browser = await bff.signedIn();
    expect((await browser.call('/console/tenants')).json()).toEqual({
      tenants: [
        { id: 'acme', displayName: 'acme', roles: ['operator'] },
        { id: 'globex', displayName: 'globex', roles: ['viewer'] },
      ],
      selectedTenant: 'acme',
    });
    const change = { method: 'PUT', headers: { 'Content-Type': 'application/json' } };
    const selected = await browser.call('/console/tenants/selected', { ...change, body: '{"tenant":"globex"}' });
    expect(selected.json()['selectedTenant']).toBe('globex');
    const refused = await browser.call('/console/tenants/selected', { ...change, body: '{"tenant":"initech"}' });
    expect(refused.json()['code']).toBe('ERR_TENANT_MISMATCH');
    // Goal 6: the rights of one tenant only.
    const profile = async (tenant: string) =>
      (await browser.call('/console/profile', { headers: { 'X-Stella-Tenant': tenant } })).json();
    expect((await profile('acme'))['scopes']).toContain('export:run');
    expect((await profile('globex'))['scopes']).not.toContain('export:run');
    expect((await profile('initech'))['code']).toBe('ERR_TENANT_MISMATCH');
    expect((await browser.call('/console/token/introspect')).json()).toEqual({
      tokens: ['urn:stellaops:export-center', 'urn:stellaops:evidence-locker'].map((audience) =>
        jasmine.objectContaining({ audience, active: true, senderConstrained: 'dpop' }),
      ),
      refresh: { present: true, expiresAt: null },
    });
    const saved = await browser.call('/console/preferences', {
      ...change,
      body: '{"theme":"dark","timeZone":"local"}',
    });
    expect(saved.status).toBe(200);
    expect((await (await bff.signedIn()).call('/console/preferences')).json()).toEqual({
      theme: 'dark',
      timeZone: 'local',
    });
    expect(await bff.audit()).toContain('tenant.switched');
  });
});
