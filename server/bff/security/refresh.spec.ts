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
    const leasedUntil = async () => {
      const { rows } = await sql<{ at: Date }>`
        select max(leased_until) as at from bff.vault`.execute(bff.database.query());
      return rows[0]?.at.getTime() ?? 0;
    };
    const gate = Promise.withResolvers<undefined>();
    bff.provider.misbehaviour.refreshGate = gate.promise;
    const here = browser.call('/api/export/runs', tenant);
    while (bff.provider.tokenRequests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const there = Array.from({ length: 50 }, () => browser.callAt(second.url, '/api/export/runs', tenant));
    // The one that asks goes on saying so, long before the others could take it for dead.
    const first = await leasedUntil();
    while ((await leasedUntil()) <= first) await new Promise((resolve) => setImmediate(resolve));
    gate.resolve(undefined);
    expect(new Set((await Promise.all([here, ...there])).map(statusOf))).toEqual(new Set([200]));
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

  it('is done ahead of the end, and the old token serves meanwhile', async () => {
    bff.provider.accessTokenSeconds = 60;
    const browser = await bff.signedIn();
    bff.advance(50);
    bff.provider.tokenRequests.length = 0;
    const gate = Promise.withResolvers<undefined>();
    bff.provider.misbehaviour.refreshGate = gate.promise;
    for (let count = 0; count < 3; count++) expect((await browser.call('/api/export/runs', tenant)).status).toBe(200);
    expect(tokensUsed().size).toBe(1);
    while (bff.provider.tokenRequests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect((await browser.call('/api/export/runs', tenant)).status).toBe(200);
    expect(tokensUsed().size).toBe(1);
    gate.resolve(undefined);
    while (tokensUsed().size === 1) await browser.call('/api/export/runs', tenant);
    expect(bff.provider.tokenRequests).toHaveSize(1);
  });

  it('waits for a provider that is away; the session stays', async () => {
    bff.provider.accessTokenSeconds = 60;
    const browser = await bff.signedIn();
    for (const refreshError of [
      { status: 503, error: 'temporarily_unavailable' },
      { status: 500, error: 'server_error' },
      { status: 400, error: 'invalid_request' },
      { status: 401, error: 'invalid_client' },
    ]) {
      bff.provider.misbehaviour.refreshError = refreshError;
      bff.advance(50);
      expect((await browser.call('/api/export/runs', tenant)).status)
        .withContext('still good')
        .toBe(200);
      bff.advance(11);
      const answer = await browser.call('/api/export/runs', tenant);
      expect([answer.status, answer.json()['code']]).toEqual([503, 'ERR_UNAVAILABLE']);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      bff.provider.misbehaviour.refreshError = undefined;
      expect((await browser.call('/api/export/runs', tenant)).status)
        .withContext(refreshError.error)
        .toBe(200);
    }
    expect((await browser.call('/bff/session')).json()['authenticated']).toBeTrue();
  });

  it('with access tokens of 5 s happens once an expiry, whatever 50 tabs do on two instances', async () => {
    bff.provider.accessTokenSeconds = 5;
    const browser = await bff.signedIn();
    const second = await bff.secondInstance();
    bff.provider.tokenRequests.length = 0;
    for (let expiry = 1; expiry <= 6; expiry++) {
      bff.advance(5.1);
      const tabs = Array.from({ length: 50 }, (_, tab) =>
        browser.callAt(tab % 2 ? second.url : bff.origin, '/api/export/runs', tenant),
      );
      expect(new Set((await Promise.all(tabs)).map(statusOf))).toEqual(new Set([200]));
      expect(bff.provider.tokenRequests).toHaveSize(expiry);
      expect(tokensUsed().size).toBe(expiry);
    }
    await second.close();
  });

  it('signs out where a refresh token comes to the provider twice, and leaves a trail', async () => {
    const browser = await withExpiredTokens();
    const vault = async () =>
      (
        await sql<{ id_hash: string; sealed: string; version: number }>`select * from bff.vault`.execute(
          bff.database.query(),
        )
      ).rows;
    const stolen = await vault();
    expect((await browser.call('/api/export/runs', tenant)).status).toBe(200);
    // Whoever took the database back in time, or copied a token, uses it again.
    for (const { id_hash: idHash, sealed } of stolen) {
      await sql`update bff.vault set sealed = ${sealed} where id_hash = ${idHash}`.execute(bff.database.query());
    }
    bff.advance(1.5);
    const answer = await browser.call('/api/export/runs', tenant);
    expect([answer.status, answer.json()['code']]).toEqual([401, 'ERR_UNAUTHENTICATED']);
    expect(bff.provider.reuses).toBe(1);
    expect((await bff.audit()).slice(-2)).toEqual(['token.refused:invalid_grant', 'session.ended:refresh-refused']);
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
