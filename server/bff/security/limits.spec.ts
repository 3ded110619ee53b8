import { startBffUnderTest, startTimeoutMs, type BffUnderTest } from '../testing/bff-under-test.ts';
import type { Browser } from '../testing/browser.ts';
import { openAnswer } from '../testing/open-answer.ts';
import { send, sendRaw } from '../testing/send.ts';

// Goal 21
describe('Limits', () => {
  let bff: BffUnderTest;
  let browser: Browser;
  let busy: Browser;
  /** With the limits of an installation. */
  let many: BffUnderTest;
  /** It trusts the proxy in front of it. */
  let behind: BffUnderTest;

  beforeAll(async () => {
    const rate = { points: 10, seconds: 60 };
    const rateLimits = { signIn: rate, callback: rate, backchannelLogout: rate, session: { points: 40, seconds: 60 } };
    bff = await startBffUnderTest({ rateLimits });
    many = await startBffUnderTest();
    behind = await startBffUnderTest({ rateLimits, settings: { trustedProxies: ['127.0.0.1', '::1'] } });
    browser = await bff.signedIn();
    busy = await bff.signedIn();
  }, startTimeoutMs);
  beforeEach(() => bff.upstream.reset());
  afterAll(() => Promise.all([bff, many, behind].map((each) => each.close())));

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

  it('hold for starting to sign in, and say when to come back', async () => {
    const stranger = bff.browser();
    const answers = [];
    for (let count = 0; count < 11; count++) answers.push(await stranger.navigate('/bff/login?returnTo=/t/acme/runs'));
    const limited = answers.find(({ status }) => status === 429);
    expect(Number(limited?.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('hold for the streams and downloads that a session keeps open', async () => {
    const own = await many.signedIn();
    many.upstream.answer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('retry: 2000\n\n');
    });
    const open = () => openAnswer(many.origin, '/api/export/events?tenant=acme', own.headers());
    const opened = await Promise.all(Array.from({ length: 24 }, open));
    expect(opened.map(({ status }) => status)).toEqual(Array.from({ length: 24 }, () => 200));
    const refused = await own.call('/api/export/runs/1/bundle?tenant=acme');
    expect([refused.status, refused.json()['code']]).toEqual([429, 'ERR_RATE_LIMIT']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    // Others are not concerned, and one that ends makes room.
    const other = await many.signedIn();
    const theirs = await openAnswer(many.origin, '/api/export/events?tenant=acme', other.headers());
    expect(theirs.status).toBe(200);
    for (const { abort } of [...opened, theirs]) abort();
    await Promise.all(opened.map(({ ended }) => ended));
  });

  it('hold for bodies by what the operation takes', async () => {
    for (const [method, path, bytes, status] of [
      ['POST', '/api/export/runs', 1024 * 1024, 200],
      ['POST', '/api/export/runs', 1024 * 1024 + 1, 413],
      ['POST', '/api/export/runs/1/cancel', 1024, 200],
      ['POST', '/api/export/runs/1/cancel', 1025, 413],
      ['DELETE', '/api/export/profiles/1', 1025, 413],
    ] as const) {
      const headers = { 'X-Stella-Tenant': 'acme', 'Content-Type': 'application/json', 'Content-Length': bytes };
      const answer = await browser.call(path, { method, headers, body: ' '.repeat(bytes) });
      expect(answer.status).withContext(`${method} ${path} ${bytes}`).toBe(status);
    }
  });

  it('believe X-Forwarded-For of a trusted proxy alone, and of it only the last address', async () => {
    const tryTimes = async (count: number, forwarded: (index: number) => string) => {
      const statuses = [];
      for (let index = 0; index < count; index++) {
        const headers = { 'Sec-Fetch-Mode': 'navigate', 'X-Forwarded-For': forwarded(index) };
        statuses.push((await send(behind.origin, '/bff/callback?state=x', { headers })).status);
      }
      return statuses;
    };
    expect((await tryTimes(11, (index) => `203.0.113.${index}, 198.51.100.7`)).at(-1)).toBe(429);
    expect(await tryTimes(1, () => '198.51.100.8')).not.toContain(429);
    expect(await tryTimes(1, () => '198.51.100.8, 198.51.100.7')).toEqual([429]);
  });
});
