import { startBffUnderTest, startTimeoutMs, type BffUnderTest } from '../testing/bff-under-test.ts';
import type { Browser } from '../testing/browser.ts';
import { send, sendRaw } from '../testing/send.ts';

// Goal 21
describe('Limits', () => {
  let bff: BffUnderTest;
  let browser: Browser;
  let busy: Browser;

  beforeAll(async () => {
    const rate = { points: 10, seconds: 60 };
    const rateLimits = { callback: rate, backchannelLogout: rate, session: { points: 40, seconds: 60 } };
    bff = await startBffUnderTest({ rateLimits });
    browser = await bff.signedIn();
    busy = await bff.signedIn();
  }, startTimeoutMs);
  beforeEach(() => bff.upstream.reset());
  afterAll(() => bff.close());

  it('hold for the ways into a session, whatever address the client claims', async () => {
    const navigation = { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Site': 'cross-site' };
    for (const [path, method] of [
      ['/bff/callback?state=x', 'GET'],
      ['/bff/backchannel-logout', 'POST'],
    ] as const) {
      const answers = [];
      for (let count = 0; count < 11; count++) {
        const headers = { ...navigation, 'X-Forwarded-For': `203.0.113.${count}`, Forwarded: `for=203.0.113.${count}` };
        answers.push(await send(bff.origin, path, { method, headers }));
      }
      const limited = answers.at(-1);
      expect(limited?.status).withContext(path).toBe(429);
      expect(limited?.json()['code']).toBe('ERR_RATE_LIMIT');
      expect(Number(limited?.headers['retry-after'])).toBeGreaterThan(0);
    }
  });

  it('hold for bodies, announced or not', async () => {
    const headers = { 'X-Stella-Tenant': 'acme', 'Content-Type': 'application/json' };
    const large = 'x'.repeat(1024 * 1024 + 1);
    const announced = await browser.call('/api/export/runs', {
      method: 'POST',
      headers: { ...headers, 'Content-Length': large.length },
      body: large,
    });
    expect(announced.json()['code']).toBe('ERR_TOO_LARGE');
    const chunked = await browser.call('/api/export/runs', {
      method: 'POST',
      headers: { ...headers, 'Transfer-Encoding': 'chunked' },
      body: large,
    });
    expect(chunked.json()['code']).toBe('ERR_TOO_LARGE');
    const onRead = await browser.call('/api/export/runs', { headers: { ...headers, 'Content-Length': 2 }, body: '{}' });
    expect(onRead.status).toBe(400);
    expect(bff.upstream.arrivals).toEqual([]);
  });

  it('hold for headers', async () => {
    const { host } = new URL(bff.origin);
    const answer = await sendRaw(bff.origin, `GET / HTTP/1.1\r\nHost: ${host}\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(answer).toContain('ERR_HEADERS');
  });

  it('hold for each session by itself', async () => {
    const statuses = new Set<number>();
    for (let count = 0; count < 45; count++) statuses.add((await busy.call('/bff/session')).status);
    expect(statuses).toEqual(new Set([200, 429]));
    expect((await browser.call('/bff/session')).status).toBe(200);
  });
});
