import { sql } from 'kysely';
import { auditKinds, type AuditLine } from '../../contracts/bff/audit.ts';
import { roles, scopesOfRole } from '../../contracts/roles.ts';
import { forgetOldLines } from '../audit/forget-old-lines.ts';
import { mostLikeLines } from '../audit/gather-repeats.ts';
import type { EndReason } from '../sessions/session.ts';
import { startBffUnderTest, startTimeoutMs, type BffUnderTest } from '../testing/bff-under-test.ts';
import type { Browser } from '../testing/browser.ts';

const cookieName = '__Host-Http-session';
const acme = { 'X-Stella-Tenant': 'acme' };
const mostRequests = { points: 100, seconds: 60 };
const json = { 'Content-Type': 'application/json' };

/** security.md, goal 26: who, when, what and by which request, as those see it who may. */
describe('The audit trail', () => {
  let bff: BffUnderTest;
  let officer: Browser;

  beforeAll(async () => {
    bff = await startBffUnderTest({ rateLimits: { session: mostRequests } });
  }, startTimeoutMs);
  beforeEach(async () => {
    bff.provider.behave();
    bff.upstream.reset();
    // Whoever came before is nobody's concern; the officer's own sign-in is the first line.
    await sql`delete from bff.sessions`.execute(bff.database.query());
    officer = await signInAs('officer', { acme: ['security-officer'] });
  });
  afterAll(() => bff.close());

  async function signInAs(subject: string, tenants: Record<string, string[]> = { acme: ['operator'] }) {
    bff.provider.person = { subject, tenants, sid: `sid-${subject}` };
    return bff.signedIn();
  }

  async function page(browser: Browser, query = '', headers: Record<string, string> = acme) {
    const answer = await browser.call(`/console/audit${query}`, { headers });
    if (answer.status !== 200) throw new Error(answer.body);
    return answer.json() as { items: AuditLine[]; nextCursor: string | null; total: number };
  }

  /** The lines of one person, newest first. */
  const linesOf = async (subject: string) => (await page(officer, `?limit=200&subject=${subject}`)).items;
  const kindsOf = async (subject: string) =>
    (await linesOf(subject)).map(({ kind, reason }) => (reason === null ? kind : `${kind}:${reason}`)).reverse();

  const stepUp = async (browser: Browser) =>
    browser.navigate(await browser.visitProvider('/bff/step-up'), 'cross-site');
  const read = (browser: Browser, headers: Record<string, string> = acme) =>
    browser.call('/api/export/runs', { headers });

  it('says of each line who, when, what, in which session, from where and by which request', async () => {
    const begun = Date.now();
    bff.provider.person = { subject: 'anna', tenants: { acme: ['viewer'] }, sid: 'sid-anna' };
    const browser = bff.browser();
    const answer = await browser.signIn();
    const [line] = await linesOf('anna');
    expect(line).toEqual({
      id: jasmine.any(Number),
      at: jasmine.any(String),
      kind: 'sign-in.succeeded',
      subject: 'anna',
      displayName: 'Person anna',
      tenant: null,
      session: jasmine.stringMatching(/^sess-[0-9a-f]{16}$/),
      clientAddress: jasmine.stringMatching(/^(?:::1|(?:::ffff:)?127\.0\.0\.1)$/),
      reason: null,
      times: 1,
      traceId: String(answer.headers['x-stella-trace-id']),
    });
    expect(Date.parse(line?.at ?? '')).toBeGreaterThanOrEqual(begun);
    const own = (await browser.call('/bff/sessions')).json()['items'] as { sessionId: string }[];
    expect(line?.session).toBe(own[0]?.sessionId ?? '');
    const logged = bff.lines.find(({ audit, subject }) => audit === 'sign-in.succeeded' && subject === 'anna');
    expect(logged).toEqual(
      jasmine.objectContaining({ traceId: line?.traceId, clientAddress: line?.clientAddress, level: 'info' }),
    );
    expect(JSON.stringify([await bff.dumpDatabase(), bff.lines])).not.toContain(browser.cookies.get(cookieName) ?? '-');
  });

  describe('has one line for', () => {
    const endings: Record<EndReason, (browser: Browser) => Promise<unknown>> = {
      'signed-out': (browser) => browser.call('/bff/logout', { method: 'POST' }),
      async 'ended-from-another-session'(browser) {
        const own = (await browser.call('/bff/sessions')).json()['items'] as { sessionId: string }[];
        const other = await signInAs('ending');
        await other.call(`/bff/sessions/${own[0]?.sessionId ?? ''}`, { method: 'DELETE' });
      },
      async 'signed-out-at-provider'() {
        const token = await bff.provider.signLogoutToken({
          iss: bff.provider.url,
          aud: bff.config.clientId,
          sub: 'ending',
          jti: crypto.randomUUID(),
          iat: Math.floor(Date.now() / 1000),
          exp: Math.floor(Date.now() / 1000) + 60,
          events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
        });
        const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
        await bff
          .browser()
          .bare('/bff/backchannel-logout', { method: 'POST', headers: form, body: `logout_token=${token}` });
      },
      'replaced-by-sign-in': (browser) => browser.signIn(),
      'replaced-by-step-up': stepUp,
      idle: (browser) => expire('idle_expires_at', browser),
      'too-old': (browser) => expire('absolute_expires_at', browser),
      async 'too-many-sessions'() {
        for (let count = 0; count < 10; count++) await signInAs('ending');
      },
      'refresh-refused': () => refresh('ending', 'refused'),
    };

    for (const [reason, end] of Object.entries(endings)) {
      it(`the end of a session: ${reason}`, async () => {
        const since = (await linesOf('ending'))[0]?.id ?? 0;
        await end(await signInAs('ending'));
        officer = await signInAs('officer', { acme: ['security-officer'] });
        const ended = (await linesOf('ending')).filter(({ id, kind }) => id > since && kind === 'session.ended');
        expect(ended.map((line) => line.reason)).toEqual([reason]);
        expect(ended[0]?.session).toMatch(/^sess-/);
      });
    }

    async function expire(column: string, browser: Browser) {
      await sql`update bff.sessions set ${sql.ref(column)} = now() - interval '1 minute' where subject = 'ending'`.execute(
        bff.database.query(),
      );
      // Past what an instance believes without asking.
      bff.advance(2);
      await browser.call('/bff/session');
    }

    /** Signs in, waits until the access token is too old, and calls. */
    async function refresh(subject: string, how: 'granted' | 'refused') {
      bff.provider.accessTokenSeconds = 1;
      const browser = await signInAs(subject);
      bff.advance(2);
      bff.provider.accessTokenSeconds = 3600;
      if (how === 'refused') bff.provider.misbehaviour.refreshError = { status: 400, error: 'invalid_grant' };
      await read(browser);
      bff.provider.misbehaviour.refreshError = undefined;
    }

    it('a step-up, and one that fails', async () => {
      const browser = await signInAs('step');
      await stepUp(browser);
      const callback = await browser.visitProvider('/bff/step-up');
      bff.provider.person = { ...bff.provider.person, subject: 'mallory' };
      await browser.navigate(await browser.visitProvider('/bff/step-up'), 'cross-site');
      await browser.navigate(callback, 'cross-site');
      expect((await kindsOf('step')).slice(1, 4)).toEqual([
        'session.ended:replaced-by-step-up',
        'step-up.succeeded',
        'step-up.failed:another_person',
      ]);
      expect(await linesOf('mallory')).toEqual([]);
    });

    it('a refresh, and one that the provider refuses, as it does a refresh token that comes twice', async () => {
      await refresh('fresh', 'granted');
      expect(await kindsOf('fresh')).toEqual(['sign-in.succeeded', 'token.refreshed']);
      await refresh('stale', 'refused');
      expect((await kindsOf('stale')).slice(1)).toEqual([
        'token.refused:invalid_grant',
        'session.ended:refresh-refused',
      ]);
    });

    it('a switch of the tenant, for the officers of that tenant', async () => {
      const browser = await signInAs('both', { acme: ['viewer'], globex: ['viewer'] });
      const select = (tenant: string) =>
        browser.call('/console/tenants/selected', { method: 'PUT', headers: json, body: JSON.stringify({ tenant }) });
      await select('globex');
      await select('acme');
      const switches = (await linesOf('both')).filter(({ kind }) => kind === 'tenant.switched');
      expect(switches.map(({ tenant }) => tenant)).toEqual(['acme']);
    });

    const refusals: Readonly<Record<string, (browser: Browser) => Promise<unknown>>> = {
      ERR_CSRF: (browser) => browser.bare('/bff/sessions'),
      ERR_HOST: (browser) => read(browser, { Host: 'evil.example' }),
      ERR_PATH: (browser) => browser.call('/api/export/..%2f..%2fevidence'),
      ERR_EXPECT: (browser) => read(browser, { ...acme, Expect: '200-ok' }),
      ERR_TENANT_MISMATCH: (browser) => read(browser, { 'X-Stella-Tenant': 'initech' }),
      ERR_SCOPE: (browser) => browser.call('/console/audit', { headers: acme }),
      ERR_RATE_LIMIT: (browser) =>
        Promise.all(Array.from({ length: mostRequests.points + 1 }, () => browser.call('/bff/session'))),
    };

    for (const [reason, beRefused] of Object.entries(refusals)) {
      it(`a refusal: ${reason}`, async () => {
        const subject = `refused-${reason.toLowerCase()}`;
        await beRefused(await signInAs(subject));
        const lines = (await linesOf(subject)).filter(({ kind }) => kind === 'request.refused');
        expect(lines.map((line) => line.reason)).toEqual([reason]);
      });
    }

    it('a refusal of a service, which knows the rights that the BFF does not judge', async () => {
      const browser = await signInAs('beyond');
      bff.upstream.answer((_request, response) => {
        const challenge = 'DPoP error="insufficient_scope", scope="export:read"';
        response.writeHead(403, { 'Content-Type': 'application/json', 'WWW-Authenticate': challenge }).end('{}');
      });
      await read(browser);
      // It is recorded while the answer is passed on, which does not wait for it.
      let line: AuditLine | undefined;
      do [line] = await linesOf('beyond');
      while (line?.kind !== 'request.refused');
      expect([line.kind, line.reason, line.tenant]).toEqual(['request.refused', 'ERR_SCOPE', 'acme']);
    });
  });

  it('has no line of nobody: a failed sign-in and an anonymous refusal stand in the log only', async () => {
    const { total } = await page(officer);
    const [{ rows: before }, logged] = [await countRows(), bff.lines.length];
    await bff.browser().navigate('/bff/callback?state=x&code=y', 'cross-site');
    await bff.browser().bare('/bff/sessions');
    expect((await countRows()).rows).toEqual(before);
    expect((await page(officer)).total).toBe(total);
    const audited = bff.lines.slice(logged).filter((line) => 'audit' in line);
    expect(audited.map(({ audit, reason }) => `${String(audit)}:${String(reason)}`)).toEqual([
      'sign-in.failed:unknown_state',
      'request.refused:ERR_CSRF',
    ]);
    for (const line of audited) expect(line['clientAddress']).toBeDefined();
  });

  const countRows = () => sql`select count(*) from bff.audit`.execute(bff.database.query());

  it('cannot be written into by what a browser or a provider sends', async () => {
    const forged = 'x\r\n{"audit":"sign-in.succeeded"}\u001b[2J\u2028\u202e';
    const browser = await signInAs(forged);
    await browser.call('/console/audit', { headers: { ...acme, 'User-Agent': '\u009b2J{"audit":"x"}' } });
    await browser.bare(`/bff/sessions?${encodeURIComponent(forged)}`, { headers: { Referer: 'x\u009b2J' } });
    const lines = await linesOf(encodeURIComponent(forged));
    expect(lines.map(({ subject, kind }) => [subject, kind])).toEqual([
      [forged, 'request.refused'],
      [forged, 'request.refused'],
      [forged, 'sign-in.succeeded'],
    ]);
    for (const { audit } of bff.lines) expect([undefined, ...auditKinds]).toContain(audit as never);
  });

  describe('is read', () => {
    for (const role of roles) {
      const may = scopesOfRole[role].includes('ui.audit');
      it(`${may ? '' : 'not '}by a ${role}`, async () => {
        const browser = await signInAs(`as-${role}`, { acme: [role] });
        const answer = await browser.call('/console/audit', { headers: acme });
        expect(answer.status).toBe(may ? 200 : 403);
        if (!may) expect(answer.json()['code']).toBe('ERR_SCOPE');
      });
    }

    it('by nobody without a session', async () => {
      expect((await bff.browser().call('/console/audit', { headers: acme })).status).toBe(401);
    });

    it('with the rights in the selected tenant alone', async () => {
      const browser = await signInAs('two', { acme: ['security-officer'], globex: ['viewer'] });
      expect((await browser.call('/console/audit', { headers: { 'X-Stella-Tenant': 'globex' } })).status).toBe(403);
    });

    it('of the people of the tenant only, as it was then', async () => {
      await signInAs('stranger', { umbrella: ['viewer'] });
      const moved = await signInAs('moved', { acme: ['viewer'] });
      await signInAs('moved', { umbrella: ['viewer'] });
      await moved.call('/bff/logout', { method: 'POST' });
      expect(await linesOf('stranger')).toEqual([]);
      expect(await kindsOf('moved')).toEqual(['sign-in.succeeded', 'session.ended:signed-out']);
      const other = await signInAs('other', { umbrella: ['tenant-admin'] });
      const { items } = await page(other, '', { 'X-Stella-Tenant': 'umbrella' });
      expect(items.map(({ subject }) => subject)).toEqual(['other', 'moved', 'stranger']);
    });

    it('page by page, newest first, each line once though more arrive', async () => {
      for (let count = 0; count < 7; count++) await signInAs('paged');
      const first = await page(officer, '?limit=3&subject=paged');
      expect(first.total).toBe(7);
      await signInAs('paged');
      const second = await page(officer, `?limit=3&subject=paged&cursor=${first.nextCursor ?? ''}`);
      const third = await page(officer, `?limit=3&subject=paged&cursor=${second.nextCursor ?? ''}`);
      const ids = [...first.items, ...second.items, ...third.items].map(({ id }) => id);
      expect(ids).toEqual([...new Set(ids)].sort((a, b) => b - a));
      expect(ids).toHaveSize(7);
      expect(third.nextCursor).toBeNull();
      const elsewhere = await officer.call(`/console/audit?cursor=${first.nextCursor ?? ''}`, { headers: acme });
      expect(elsewhere.json()['code']).toBe('ERR_VALIDATION');
    });

    it('by kind, several at once, and by time', async () => {
      const browser = await signInAs('filtered');
      await browser.bare('/bff/sessions');
      await browser.call('/bff/logout', { method: 'POST' });
      const query = '?subject=filtered&kind=request.refused&kind=session.ended';
      const { items } = await page(officer, query);
      expect(items.map(({ kind }) => kind)).toEqual(['session.ended', 'request.refused']);
      const [ended, refused] = items.map(({ at }) => at);
      expect((await page(officer, `${query}&from=${ended ?? ''}`)).items[0]?.kind).toBe('session.ended');
      const before = (await page(officer, `${query}&to=${refused ?? ''}`)).items;
      expect(before).toEqual([]);
      for (const wrong of ['kind=x', 'from=yesterday', 'limit=201', 'sort=kind', 'subject=']) {
        expect((await officer.call(`/console/audit?${wrong}`, { headers: acme })).status)
          .withContext(wrong)
          .toBe(400);
      }
    });
  });

  it('does not grow without bound by one session, and loses no count', async () => {
    const browser = await signInAs('flood');
    const instance = await bff.secondInstance();
    for (let count = 0; count < 50; count++) await browser.callAt(instance.url, '/console/audit', { headers: acme });
    const isRefusal = ({ kind }: AuditLine) => kind === 'request.refused';
    expect((await linesOf('flood')).filter(isRefusal)).toHaveSize(mostLikeLines);
    // At the latest as it stops, an instance writes what it has gathered.
    await instance.close();
    const [gathered, ...others] = (await linesOf('flood')).filter(isRefusal);
    expect(gathered).toEqual(
      jasmine.objectContaining({ reason: 'ERR_SCOPE', tenant: 'acme', times: 50 - mostLikeLines }),
    );
    expect(others.map(({ times }) => times)).toEqual(new Array<number>(mostLikeLines).fill(1));
  });

  it('is changed by nobody: the database keeps it, but for what is old', async () => {
    const run = (statement: string) => sql.raw(statement).execute(bff.database.query());
    for (const statement of ['update bff.audit set reason = null', 'delete from bff.audit', 'truncate bff.audit']) {
      await expectAsync(run(statement))
        .withContext(statement)
        .toBeRejectedWithError(/append-only/);
    }
    const old =
      "insert into bff.audit (at, kind, subject) values (now() - interval '401 days', 'sign-in.failed', 'old')";
    await run(old);
    await run(old.replace('401', '399'));
    const { rows: before } = await countRows();
    await forgetOldLines(bff.database, 400);
    expect((await countRows()).rows).not.toEqual(before);
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from bff.audit where subject = 'old'`.execute(bff.database.query());
    expect(rows).toEqual([{ count: 1 }]);
    await expectAsync(run("delete from bff.audit where at < now() - interval '30 days'")).toBeResolved();
  });
});
