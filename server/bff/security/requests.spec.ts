import { Agent, METHODS, type OutgoingHttpHeaders } from 'node:http';
import { admissionOf } from '../request/admission.ts';
import { contractRoutes } from '../request/route-table.ts';
import type { Browser } from '../testing/browser.ts';
import { startBffUnderTest, startTimeoutMs, type BffUnderTest } from '../testing/bff-under-test.ts';
import { send, sendRaw } from '../testing/send.ts';
import { undeclaredPaths } from '../testing/undeclared-paths.ts';

const allRoutes = contractRoutes().map((route) => ({
  ...route,
  method: route.operation.method.toUpperCase(),
  path: route.operation.path.replaceAll(/\{\w+\+?\}/g, 'x'),
  pattern: patternOf(route.operation.path),
}));

function patternOf(template: string): RegExp {
  return new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+').replaceAll(/\{\w+\+\}/g, '.+')}$`);
}

/** All that Node can send; it has a way of its own for CONNECT. */
const everyMethod = METHODS.filter((method) => method !== 'CONNECT');

async function inParallel<Item>(items: Iterable<Item>, atOnce: number, work: (item: Item) => Promise<void>) {
  const remaining = items[Symbol.iterator]();
  const worker = async () => {
    for (const item of { [Symbol.iterator]: () => remaining }) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

describe('Every request', () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  let bff: BffUnderTest;
  let browser: Browser;

  beforeAll(async () => {
    bff = await startBffUnderTest({ rateLimits: { session: { points: 1_000_000, seconds: 10 } } });
    browser = await bff.signedIn();
  }, startTimeoutMs);
  beforeEach(() => bff.upstream.reset());
  afterAll(async () => {
    agent.destroy();
    await bff.close();
  });

  // Goal 13
  it('is refused on every route without the signs of the console', async () => {
    const asAnotherSite = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'cors', 'X-Stella-Console': '1' };
    // Script of this origin, but not the console's code: it lacks the header alone.
    const withoutHeader = { 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Mode': 'cors', Origin: bff.origin };
    for (const { operation, method, path } of allRoutes) {
      const admission = admissionOf(operation);
      if (admission === 'open' || admission === 'return') continue;
      const lacking = [{}, asAnotherSite, { ...asAnotherSite, 'Sec-Fetch-Site': 'same-site' }];
      for (const headers of admission === 'stream' ? lacking : [...lacking, withoutHeader]) {
        const answer = await browser.bare(`${path}?tenant=acme`, { method, headers });
        expect(answer.status).withContext(`${method} ${path}`).toBe(403);
      }
    }
    expect(bff.upstream.arrivals).toEqual([]);
  });

  it('is refused with every method on every path without the custom header', async () => {
    const sameOrigin = { 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Mode': 'cors', Origin: bff.origin };
    for (const path of new Set(allRoutes.map((route) => route.path))) {
      for (const method of everyMethod) {
        const found = allRoutes.find((route) => route.method === method && route.pattern.test(path));
        // These go by Fetch Metadata, or by nothing; the spec of admission has their closed list.
        if (found && admissionOf(found.operation) !== 'app') continue;
        const wrong = [
          sameOrigin,
          { ...sameOrigin, 'X-Stella-Console': '0' },
          { ...sameOrigin, 'X-Stella-Console': '1, 1' },
        ];
        for (const headers of found ? wrong : [{ ...sameOrigin, 'X-Stella-Console': '1' }]) {
          const answer = await browser.bare(`${path}?tenant=acme`, { method, headers, agent });
          expect(answer.status)
            .withContext(`${method} ${path}`)
            .toBe(found ? 403 : 405);
        }
      }
    }
    expect(bff.upstream.arrivals).toEqual([]);
  });

  it('is refused where a change names another origin', async () => {
    for (const Origin of ['https://evil.example', 'null', bff.origin.replace('localhost', '127.0.0.1')]) {
      const answer = await browser.call('/api/export/runs', { method: 'POST', headers: { Origin }, body: '{}' });
      expect(answer.json()['code']).toBe('ERR_CSRF');
    }
    expect(bff.upstream.arrivals).toEqual([]);
  });

  it('gets no word of CORS, asked or not', async () => {
    const preflight = { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' };
    const answer = await browser.bare('/api/export/runs', { method: 'OPTIONS', headers: preflight });
    expect(answer.status).toBe(405);
    const own = await browser.call('/api/export/runs?tenant=acme');
    for (const { headers } of [answer, own]) {
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  it('needs a session, however it looks otherwise', async () => {
    const stranger = bff.browser();
    for (const value of ['', 'A'.repeat(43), 'short', 'x'.repeat(4000), "' or 1=1 --"]) {
      stranger.cookies.set('__Host-Http-session', value);
      for (const { answerer, operation, method, path } of allRoutes) {
        if (operation.access === 'public') continue;
        if (answerer === 'bff' && operation.id === 'stepUp') continue;
        const answer = await stranger.call(`${path}?tenant=acme`, { method });
        expect(answer.status).withContext(`${method} ${path}`).toBe(401);
      }
    }
    expect(bff.upstream.arrivals).toEqual([]);
  });

  // Goal 14
  it('reaches its service where it is declared', async () => {
    const declared = allRoutes.filter(({ answerer }) => answerer !== 'bff');
    for (const { method, path } of declared) {
      expect((await browser.call(`${path}?tenant=acme`, { method })).status)
        .withContext(`${method} ${path}`)
        .toBe(200);
    }
    expect(bff.upstream.arrivals.map(({ method, url }) => `${method} ${url}`)).toEqual(
      declared.map(({ method, path }) => `${method} ${path}`),
    );
  });

  it(
    'reaches nothing where it is not',
    async () => {
      const isKnown = (path: string) => allRoutes.some(({ pattern }) => pattern.test(path));
      const paths = undeclaredPaths(10_000).filter((path) => !isKnown(path));
      expect(paths.length).toBeGreaterThan(9_000);
      const internal = ['/evidence/prune-claims', '/evidence/prune-claims/x', '/evidence/timeline/events', '/metrics'];
      await inParallel([...paths, ...internal, '/health', '/api', '/evidence'], 8, async (path) => {
        const answer = await browser.call(`${path}?tenant=acme`, { agent });
        expect(answer.status).withContext(path).toBe(404);
      });
      for (const method of everyMethod.filter((name) => name !== 'GET')) {
        const answer = await browser.call('/api/export/sources?tenant=acme', { method });
        expect(answer.status).withContext(method).toBe(405);
        expect(answer.headers['allow']).toBe('GET');
      }
      expect(bff.upstream.arrivals).toEqual([]);
    },
    startTimeoutMs,
  );

  // Goal 15
  it('with an ambiguous path is refused', async () => {
    for (const path of [
      '/api/export/../evidence/holds',
      '/api/export/%2e%2e/evidence',
      '/api/export/..%2f..%2fevidence',
      '/api//export/runs',
      '//evil.example/api/export/runs',
      '/api/export/runs;x=1',
      '/api/export/runs%00',
      '/api/export/runs%0d%0aX:1',
      '/api/export/runs%5c',
      '/api/export/runs/%252e%252e',
      '/api/export\\runs',
      'http://evil.example/api/export/runs',
      '*',
    ]) {
      // prettier-ignore
      const answer = await send(bff.origin, path, { headers: browser.headers({ Host: new URL(bff.origin).host }) });
      expect(answer.status).withContext(path).toBe(400);
    }
    expect(bff.upstream.arrivals).toEqual([]);
  });

  it('goes on byte for byte', async () => {
    const url = '/api/export/runs/run-%C3%BC%20c/manifest?x=%2e%2e%2f&y=a+b&&z';
    await browser.call(url, { headers: { 'X-Stella-Tenant': 'acme' } });
    expect(bff.upstream.arrivals.map((arrival) => arrival.url)).toEqual([url]);
  });

  // Goal 16
  it('arrives with headers made anew', async () => {
    const evil = 'evil';
    const names = [
      'Authorization', 'DPoP', 'X-Stella-Trace-Id', 'X-Stella-Subject', 'X-Stella-Tenants', 'X-Stella-Tenant-', 'Forwarded',
      'X-Forwarded-For', 'X-Forwarded-Host', 'X-Forwarded-Proto', 'X-Forwarded-Uri', 'X-Forwarded-User', 'X-Real-IP',
      'X-Original-URL', 'X-Rewrite-URL', 'X-HTTP-Method-Override', 'Remote-User', 'Proxy-Authorization', 'Authorization2',
      'TE', 'Via', 'User-Agent', 'Referer', 'Accept-Encoding', 'Traceparent', 'Client-Cert', 'Keep-Alive', 'X_Request_Start',
    ]; // prettier-ignore
    const headers = {
      ...Object.fromEntries(names.map((name) => [name, evil])),
      'X-Stella-Tenant': 'acme',
      'X-Stella-Operator-Reason': "UTF-8''%C3%9Cberpr%C3%BCfung",
      'Accept-Language': 'de',
      Connection: 'keep-alive, TE',
    };
    expect((await browser.call('/api/export/runs', { headers })).status).toBe(200);
    const [arrival] = bff.upstream.arrivals;
    const arrived = arrival?.rawHeaders.filter((_value, index) => index % 2 === 0).map((name) => name.toLowerCase());
    expect(arrived?.toSorted()).toEqual([
      'accept-language', 'authorization', 'connection', 'dpop', 'host', 'x-stella-operator-reason', 'x-stella-tenant',
      'x-stella-trace-id',
    ]); // prettier-ignore
    expect(arrival?.rawHeaders).not.toContain(evil);
    expect(arrival?.headers['connection']).toBe('keep-alive');
    expect(arrival?.headers['authorization']).toMatch(/^DPoP ey/);
    expect(arrival?.headers['x-stella-operator-reason']).toBe("UTF-8''%C3%9Cberpr%C3%BCfung");
    expect(arrival?.headers['host']).toBe(new URL(bff.upstream.url).host);
  });

  it('with a header that only looks like ours, or takes others along, is refused', async () => {
    for (const headers of [
      { X_Stella_Tenant: 'globex' },
      { 'X-Stella_Tenant': 'globex' },
      { X_Forwarded_For: '127.0.0.1' },
      { Connection: 'authorization' },
      { Connection: 'close, x-stella-tenant, dpop' },
      { Connection: 'cookie' },
    ]) {
      const answer = await browser.call('/api/export/runs', { headers: { 'X-Stella-Tenant': 'acme', ...headers } });
      expect(answer.json()['code']).withContext(JSON.stringify(headers)).toBe('ERR_VALIDATION');
    }
    expect(bff.upstream.arrivals).toEqual([]);
  });

  it('with a header sent twice is refused, or arrives with none of the two', async () => {
    for (const name of ['X-Stella-Tenant', 'X-Stella-Operator-Reason', 'Idempotency-Key', 'Range', 'Content-Type']) {
      const doubled = { 'X-Stella-Tenant': 'acme', [name]: ['acme', 'globex'] };
      const answer = await browser.call('/api/export/runs', { headers: doubled });
      expect(answer.status).withContext(name).toBeGreaterThanOrEqual(400);
    }
    expect(bff.upstream.arrivals).toEqual([]);
    for (const name of ['Authorization', 'DPoP', 'X-Forwarded-For', 'X-Stella-Trace-Id']) {
      await browser.call('/api/export/runs', { headers: { 'X-Stella-Tenant': 'acme', [name]: ['evil', 'evil'] } });
    }
    expect(bff.upstream.arrivals).toHaveSize(4);
    expect(JSON.stringify(bff.upstream.arrivals)).not.toContain('evil');
  });

  it('with two session cookies is nobody’s', async () => {
    const own = String(browser.headers()['Cookie']);
    for (const Cookie of [`${own}; ${own}`, `${own}; __Host-Http-session=other`, `__Host-Http-session=other; ${own}`]) {
      const answer = await browser.call('/api/export/runs', { headers: { 'X-Stella-Tenant': 'acme', Cookie } });
      expect(answer.json()['code']).toBe('ERR_UNAUTHENTICATED');
    }
    expect(bff.upstream.arrivals).toEqual([]);
  });

  it('with Expect is refused before it reaches anything', async () => {
    for (const Expect of ['100-continue', 'something-else']) {
      const headers = { Expect, 'X-Stella-Tenant': 'acme' };
      const answer = await browser.call('/api/export/runs', { method: 'POST', headers, body: '{}' });
      expect(answer.json()['code']).toBe('ERR_EXPECT');
    }
    expect(bff.upstream.arrivals).toEqual([]);
  });

  // Goal 18
  it('for an upgrade, a tunnel or a trace is refused', async () => {
    const { host } = new URL(bff.origin);
    const cookie = String(browser.headers()['Cookie']);
    for (const protocol of ['websocket', 'h2c']) {
      const head = `GET /api/export/events?tenant=acme HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\n`;
      const answer = await sendRaw(bff.origin, `${head}Connection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 426 /);
    }
    expect(await sendRaw(bff.origin, `CONNECT evil.example:80 HTTP/1.1\r\nHost: ${host}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 405 /,
    );
    expect((await browser.call('/api/export/runs', { method: 'TRACE' })).status).toBe(405);
    expect(bff.upstream.arrivals).toEqual([]);
  });

  it('that could be read in two ways is refused', async () => {
    const { host } = new URL(bff.origin);
    const post = `POST /api/export/runs?tenant=acme HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n`;
    for (const bytes of [
      `${post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      `${post}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n`,
      `${post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`,
      `${post}Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd`,
      `${post}Content-Length: +4\r\n\r\nabcd`,
      `${post}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: ${host}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`,
      `GET / HTTP/1.1\r\nConnection: close\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: ${host}\r\nX: a\u0000b\r\nConnection: close\r\n\r\n`,
    ]) {
      expect(await sendRaw(bff.origin, bytes))
        .withContext(bytes)
        .toMatch(/^HTTP\/1\.1 400 /);
    }
    expect(bff.upstream.arrivals).toEqual([]);
  });

  // Goal 19
  it('for a tenant that is not the person’s never leaves', async () => {
    const asked: readonly (readonly [string, OutgoingHttpHeaders])[] = [
      ['/api/export/runs', { 'X-Stella-Tenant': 'initech' }],
      ['/api/export/runs?tenant=initech', {}],
      ['/api/export/runs?tenant=initech', { 'X-Stella-Tenant': 'acme' }],
      ['/api/export/runs?tenant=acme&tenant=globex', {}],
      ['/api/export/runs?%74enant=globex', { 'X-Stella-Tenant': 'acme' }],
      ['/api/export/runs', { 'X-Stella-Tenant': ['acme', 'globex'] }],
    ];
    for (const [path, headers] of asked) {
      expect((await browser.call(path, { headers })).json()['code']).toBe('ERR_TENANT_MISMATCH');
    }
    expect((await browser.call('/api/export/runs')).json()['code']).toBe('ERR_TENANT_REQUIRED');
    expect(bff.upstream.arrivals).toEqual([]);
    await browser.call('/api/export/events?tenant=globex&lastEventId=7');
    expect(bff.upstream.arrivals[0]?.url).toBe('/api/export/events?lastEventId=7');
    expect(bff.upstream.arrivals[0]?.headers['x-stella-tenant']).toBe('globex');
  });
});
