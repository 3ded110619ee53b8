import { sql } from 'kysely';
import type { Browser } from '../testing/browser.ts';
import { startBffUnderTest, startTimeoutMs, type BffUnderTest } from '../testing/bff-under-test.ts';
import type { Answer } from '../testing/send.ts';

const tenant = { headers: { 'X-Stella-Tenant': 'acme' } };

// Goal 10
describe('Refreshing tokens', () => {
  let bff: BffUnderTest;

  beforeAll(async () => {
    bff = await startBffUnderTest();
  }, startTimeoutMs);
  beforeEach(() => {
    bff.provider.behave();
    bff.upstream.reset();
  });
  afterAll(() => bff.close());

  /** A signed-in person whose access tokens have expired, and whose sign-in is not counted. */
  async function withExpiredTokens(): Promise<Browser> {
    bff.provider.accessTokenSeconds = 60;
    const browser = await bff.signedIn();
    bff.advance(61);
    bff.provider.accessTokenSeconds = 3600;
    bff.provider.tokenRequests.length = 0;
    return browser;
  }

  const statusOf = ({ status }: Answer) => status;
  const tokensUsed = () => new Set(bff.upstream.arrivals.map(({ headers }) => headers.authorization));

  it('happens once for a hundred calls at the same time', async () => {
    const browser = await withExpiredTokens();
    const calls = Array.from({ length: 100 }, () => browser.call('/api/export/runs', tenant));
    expect(new Set((await Promise.all(calls)).map(statusOf))).toEqual(new Set([200]));
    expect(bff.provider.tokenRequests).toHaveSize(1);
    expect(tokensUsed().size).toBe(1);
  });

  it('happens once across instances, however long the provider takes', async () => {
    const browser = await withExpiredTokens();
    const second = await bff.secondInstance();
    const gate = Promise.withResolvers<undefined>();
    bff.provider.misbehaviour.refreshGate = gate.promise;
    const here = browser.call('/api/export/runs', tenant);
    while (bff.provider.tokenRequests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const there = browser.callAt(second.url, '/api/export/runs', tenant);
    // The other instance has seen that somebody is refreshing, and waits.
    await browser.callAt(second.url, '/bff/session');
    gate.resolve(undefined);
    expect([statusOf(await here), statusOf(await there)]).toEqual([200, 200]);
    expect(bff.provider.tokenRequests).toHaveSize(1);
    expect(tokensUsed().size).toBe(1);
    await second.close();
  });

  it('is taken over where the one that refreshed has died', async () => {
    const browser = await withExpiredTokens();
    const { rows } = await sql<{ leased_until: Date }>`
      update bff.vault set lease_holder = 'dead', leased_until = now() + interval '300 milliseconds'
      returning leased_until`.execute(bff.database.query());
    expect((await browser.call('/api/export/runs', tenant)).status).toBe(200);
    expect(Date.now()).toBeGreaterThanOrEqual(rows[0]?.leased_until.getTime() ?? Infinity);
    expect(bff.provider.tokenRequests).toHaveSize(1);
  });

  it('is done ahead of the end, and the old token serves while the provider is away', async () => {
    bff.provider.accessTokenSeconds = 60;
    const browser = await bff.signedIn();
    bff.advance(50);
    bff.provider.misbehaviour.refreshError = { status: 503, error: 'temporarily_unavailable' };
    expect((await browser.call('/api/export/runs', tenant)).status).toBe(200);
    bff.advance(11);
    const answer = await browser.call('/api/export/runs', tenant);
    expect(answer.status).toBe(503);
    expect(answer.json()['code']).toBe('ERR_UNAVAILABLE');
    bff.provider.misbehaviour.refreshError = undefined;
    expect((await browser.call('/api/export/runs', tenant)).status).toBe(200);
  });

  it('ends the session when the provider refuses the refresh token, and leaves a trail', async () => {
    const browser = await withExpiredTokens();
    bff.provider.misbehaviour.refreshError = { status: 400, error: 'invalid_grant' };
    const answer = await browser.call('/api/export/runs', tenant);
    expect(answer.json()['code']).toBe('ERR_UNAUTHENTICATED');
    expect((await browser.call('/bff/session')).json()).toEqual({ authenticated: false });
    expect(bff.upstream.arrivals).toEqual([]);
    expect((await bff.audit()).slice(-2)).toEqual(['token.refused:invalid_grant', 'session.ended:refresh-refused']);
  });

  it('does not revive a session that ended meanwhile', async () => {
    const browser = await withExpiredTokens();
    const gate = Promise.withResolvers<undefined>();
    bff.provider.misbehaviour.refreshGate = gate.promise;
    const slow = browser.call('/api/export/runs', tenant);
    while (bff.provider.tokenRequests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const copy = new Map(browser.cookies);
    await browser.call('/bff/logout', { method: 'POST' });
    gate.resolve(undefined);
    expect((await slow).status).toBe(401);
    for (const [name, value] of copy) browser.cookies.set(name, value);
    expect((await browser.call('/bff/session')).json()).toEqual({ authenticated: false });
    expect(bff.upstream.arrivals).toEqual([]);
  });

  it('is done for each upstream with a token of its own', async () => {
    const browser = await withExpiredTokens();
    await browser.call('/api/export/runs', tenant);
    await browser.call('/evidence/holds', tenant);
    expect(bff.provider.tokenRequests.map((fields) => fields.get('resource'))).toEqual([
      'urn:stellaops:export-center',
      'urn:stellaops:evidence-locker',
    ]);
    expect(tokensUsed().size).toBe(2);
  });
});
