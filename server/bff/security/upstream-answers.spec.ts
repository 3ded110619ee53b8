import { startBffUnderTest, startTimeoutMs, type BffUnderTest } from '../testing/bff-under-test.ts';
import type { Browser } from '../testing/browser.ts';
import type { EchoUpstream } from '../testing/echo-upstream.ts';
import { openAnswer } from '../testing/open-answer.ts';

const tenant = { 'X-Stella-Tenant': 'acme' };

// Goal 17
describe('The answer of a service', () => {
  let bff: BffUnderTest;
  let upstream: EchoUpstream;
  let browser: Browser;

  beforeAll(async () => {
    bff = await startBffUnderTest();
    ({ upstream } = bff);
    browser = await bff.signedIn();
  }, startTimeoutMs);
  beforeEach(() => upstream.reset());
  afterAll(() => bff.close());

  const call = (path = '/api/export/runs') => browser.call(path, { headers: tenant });

  it('keeps what the contract promises, and nothing that is the BFF’s to say', async () => {
    upstream.answer((_request, response) => {
      response.writeHead(200, {
        'Content-Type': 'application/json',
        ETag: '"3"',
        'X-Stella-Quota-Limit': '4',
        'Set-Cookie': ['__Host-Http-session=evil', 'a=b'],
        'Content-Security-Policy': "script-src 'unsafe-inline'",
        'Content-Security-Policy-Report-Only': "default-src *; report-uri 'https://evil.example'",
        'Strict-Transport-Security': 'max-age=0',
        'Access-Control-Allow-Origin': '*',
        'Access-Control-Allow-Credentials': 'true',
        'X-Stella-Trace-Id': 'evil',
        'X-Secret': 'internal',
        'X-Content-Type-Options': 'sniff',
        Connection: 'x-secret, close',
        'Keep-Alive': 'timeout=999',
        'Proxy-Authenticate': 'Basic',
        Trailer: 'Set-Cookie',
        Server: 'nginx',
        Via: '1.1 internal',
        Refresh: '0;url=https://evil.example',
        Link: '<https://evil.example>; rel=preload',
        NEL: '{}',
        'Report-To': '{}',
        SourceMap: 'https://evil.example',
        'Service-Worker-Allowed': '/',
        'Clear-Site-Data': '"*"',
        'Cache-Control': 'public',
      });
      response.addTrailers({ 'Set-Cookie': '__Host-Http-session=evil' });
      response.end('{}');
    });
    const { headers } = await call();
    const always = Object.keys((await browser.call('/bff/session')).headers);
    expect(
      Object.keys(headers)
        .filter((name) => !always.includes(name))
        .toSorted(),
    ).toEqual(['etag', 'transfer-encoding', 'x-stella-quota-limit']);
    expect(headers['content-security-policy']).toBe("default-src 'none'; sandbox; frame-ancestors 'none'");
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['strict-transport-security']).not.toBe('max-age=0');
    expect(headers['x-stella-trace-id']).toMatch(/^[0-9A-Z]{26}$/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(JSON.stringify(headers)).not.toContain('evil');
  });

  for (const type of ['text/html', 'TEXT/HTML; charset=utf-8', 'image/svg+xml', 'application/xhtml+xml', 'text/xml']) {
    it(`is an attachment in a sandbox where it is ${type}`, async () => {
      upstream.answer((_request, response) => {
        response.writeHead(200, { 'Content-Type': type, 'Content-Disposition': 'inline' });
        response.end('<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>');
      });
      const { headers } = await call('/api/export/runs/1/bundle');
      expect(headers['content-disposition']).toBe('attachment');
      expect(headers['content-security-policy']).toContain('sandbox');
    });
  }

  it('sends nobody elsewhere, and is followed nowhere', async () => {
    for (const status of [201, 301, 302, 303, 307, 308]) {
      for (const location of [
        'https://evil.example/api/export/runs',
        '//evil.example/api/export/runs',
        '/evidence/bundles',
        '/api/export/../../bff/logout',
        '/api/export/%2e%2e/%2e%2e/bff/logout',
        '\\\\evil.example/api/export/runs',
        'javascript:alert(1)',
        'http://127.0.0.1:1/api/export/runs',
        'http://[',
      ]) {
        upstream.answer((_request, response) => response.writeHead(status, { Location: location }).end());
        const answer = await call();
        expect([answer.status, answer.headers.location]).withContext(location).toEqual([502, undefined]);
      }
    }
    expect(upstream.arrivals).toHaveSize(6 * 9);
  });

  it('names what it made by a path of this origin', async () => {
    for (const location of ['/api/export/runs/1?a=b', `${upstream.url}/api/export/runs/1?a=b`]) {
      upstream.answer((_request, response) => response.writeHead(201, { Location: location }).end());
      expect((await call()).headers.location).toBe('/api/export/runs/1?a=b');
    }
  });

  it('is not passed on where it comes from something in front of the service', async () => {
    for (const [status, code] of [
      [500, 'ERR_UPSTREAM'],
      [501, 'ERR_UPSTREAM'],
      [502, 'ERR_UPSTREAM'],
      [503, 'ERR_UNAVAILABLE'],
      [504, 'ERR_UPSTREAM_TIMEOUT'],
      [599, 'ERR_UPSTREAM'],
    ] as const) {
      upstream.answer((_request, response) =>
        response.writeHead(status, { 'Content-Type': 'text/html' }).end('nginx at 10.0.0.7'),
      );
      const answer = await call();
      expect(answer.json()['code']).toBe(code);
      expect(answer.body).not.toContain('10.0.0.7');
    }
  });

  it('is let go of where it is an error page without end', async () => {
    const gone = Promise.withResolvers<undefined>();
    upstream.answer((_request, response) => {
      response.on('close', () => gone.resolve(undefined));
      response.writeHead(500, { 'Content-Type': 'text/html' });
      const goOn = () => {
        if (response.writable) response.write('x'.repeat(65_536), goOn);
      };
      goOn();
    });
    expect((await call()).json()['code']).toBe('ERR_UPSTREAM');
    await gone.promise;
  });

  it('asks no browser for a password', async () => {
    for (const challenge of ['Basic realm="x"', 'Basic realm="x", DPoP error="insufficient_user_authentication"']) {
      upstream.answer((_request, response) => response.writeHead(401, { 'WWW-Authenticate': challenge }).end());
      const answer = await call();
      expect([answer.status, answer.headers['www-authenticate']]).toEqual([502, undefined]);
    }
  });

  it('is told of as it comes where it is a stream, also behind a proxy that collects', async () => {
    upstream.answer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders();
      response.write('id: 7\n\n');
    });
    const stream = await openAnswer(bff.origin, '/api/export/events?tenant=acme', browser.headers());
    await stream.until('id: 7\n\n');
    expect(stream.headers['x-accel-buffering']).toBe('no');
    stream.abort();
  });
});
