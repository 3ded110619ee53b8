import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request as startRequest, type IncomingMessage } from 'node:http';
import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader, type JWK } from 'jose';
import { startBffUnderTest, startTimeoutMs, type BffUnderTest } from '../testing/bff-under-test.ts';
import type { Browser } from '../testing/browser.ts';
import type { EchoUpstream } from '../testing/echo-upstream.ts';

const tenant = { 'X-Stella-Tenant': 'acme' };

describe('Between the BFF and a service', () => {
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

  /** A call whose answer is read piece by piece. */
  async function open(path: string, headers: Record<string, string> = {}) {
    const { hostname, port } = new URL(bff.origin);
    const request = startRequest({ hostname, port, path, headers: browser.headers(headers), agent: false });
    request.end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return { request, response };
  }

  const call = (path = '/api/export/runs', headers: Record<string, string> = {}) =>
    browser.call(path, { headers: { ...tenant, ...headers } });

  // Goal 20
  it('every call proves anew that the token is its own', async () => {
    await call('/api/export/runs?status=failed');
    await call();
    const proofs = upstream.arrivals.map(({ headers }) => {
      const proof = String(headers['dpop']);
      const token = String(headers.authorization).replace('DPoP ', '');
      return { claims: decodeJwt(proof), key: decodeProtectedHeader(proof).jwk as JWK, token };
    });
    for (const { claims, key, token } of proofs) {
      expect(claims['htu']).toBe(`${upstream.url}/api/export/runs`);
      expect(claims['htm']).toBe('GET');
      expect(claims['ath']).toBe(createHash('sha256').update(token).digest('base64url'));
      expect(decodeJwt(token)['cnf']).toEqual({ jkt: await calculateJwkThumbprint(key) });
      expect(decodeJwt(token)['aud']).toBe('urn:stellaops:export-center');
    }
    expect(new Set(proofs.map(({ claims }) => claims.jti)).size).toBe(2);
  });

  it('a nonce is taken once it is asked for: one more try, none with a body, never a loop', async () => {
    const nonces: unknown[] = [];
    upstream.answer((_request, response, { headers }) => {
      nonces.push(decodeJwt(String(headers['dpop']))['nonce']);
      const challenge = { 'WWW-Authenticate': 'DPoP error="use_dpop_nonce"', 'DPoP-Nonce': `nonce-${nonces.length}` };
      if (nonces.length === 2) response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
      else response.writeHead(401, challenge).end();
    });
    expect((await call()).status).toBe(200);
    expect(nonces).toEqual([undefined, 'nonce-1']);
    const withBody = { method: 'POST', headers: { ...tenant, 'Content-Length': '2' }, body: '{}' };
    expect((await browser.call('/api/export/runs', withBody)).status).toBe(502);
    expect((await call()).status).toBe(502);
    expect(nonces).toEqual([undefined, 'nonce-1', 'nonce-1', 'nonce-3', 'nonce-4']);
    expect(upstream.arrivals.filter(({ body }) => body === '{}')).toHaveSize(1);
  });

  it('a token that the service refuses does not sign anybody out', async () => {
    upstream.answer((_request, response) =>
      response.writeHead(401, { 'WWW-Authenticate': 'DPoP error="invalid_token"' }).end(),
    );
    expect((await call()).json()['code']).toBe('ERR_UPSTREAM');
    expect((await browser.call('/bff/session')).json()['authenticated']).toBeTrue();
  });

  it('the demand for a fresh sign-in goes through', async () => {
    const challenge = 'DPoP error="insufficient_user_authentication", max_age="300"';
    upstream.answer((_request, response) => {
      response.writeHead(401, { 'WWW-Authenticate': challenge, 'Content-Type': 'application/json' });
      response.end('{"code":"ERR_FRESH_AUTH_REQUIRED"}');
    });
    const answer = await call();
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, challenge]);
  });

  // Goal 17
  it('answers are cleaned', async () => {
    upstream.answer((_request, response) => {
      response.writeHead(200, {
        'Content-Type': 'text/html',
        'Set-Cookie': ['__Host-Http-session=evil', 'a=b'],
        'Content-Security-Policy': "script-src 'unsafe-inline'",
        'Access-Control-Allow-Origin': '*',
        'X-Stella-Trace-Id': 'evil',
        'X-Stella-Quota-Limit': '4',
        'X-Secret': 'internal',
        Connection: 'x-secret',
        Server: 'nginx',
        'Clear-Site-Data': '"*"',
        'Cache-Control': 'public',
      });
      response.end('<script>alert(1)</script>');
    });
    const { headers } = await call();
    for (const name of ['set-cookie', 'access-control-allow-origin', 'server', 'x-secret', 'clear-site-data']) {
      expect(headers[name]).withContext(name).toBeUndefined();
    }
    expect(headers['content-disposition']).toBe('attachment');
    expect(headers['content-security-policy']).toContain('sandbox');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-stella-trace-id']).toMatch(/^[0-9A-Z]{26}$/);
    expect(headers['x-stella-quota-limit']).toBe('4');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('nobody is sent elsewhere', async () => {
    upstream.answer((_request, response) => response.writeHead(302, { Location: 'https://evil.example/' }).end());
    expect((await call()).json()['code']).toBe('ERR_UPSTREAM');
    upstream.answer((_request, response) => response.writeHead(201, { Location: '/api/export/runs/1' }).end());
    expect((await call()).headers.location).toBe('/api/export/runs/1');
    expect(upstream.arrivals).toHaveSize(2);
  });

  it('what something in front of the service says is not passed on', async () => {
    for (const [status, code] of [
      [500, 'ERR_UPSTREAM'],
      [503, 'ERR_UNAVAILABLE'],
      [504, 'ERR_UPSTREAM_TIMEOUT'],
    ] as const) {
      upstream.answer((_request, response) =>
        response.writeHead(status, { 'Content-Type': 'text/html' }).end('nginx at 10.0.0.7'),
      );
      const answer = await call();
      expect(answer.json()['code']).toBe(code);
      expect(answer.body).not.toContain('10.0.0.7');
    }
  });

  // Goal 22
  it('a client that goes away is gone for the service too', async () => {
    const gone = Promise.withResolvers<undefined>();
    upstream.answer((_request, response) => {
      response.on('close', () => gone.resolve(undefined));
      response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('retry: 2000\n\n');
    });
    const { request } = await open('/api/export/events?tenant=acme');
    request.destroy();
    await gone.promise;
  });

  it('an answer that is cut off is seen to be', async () => {
    upstream.answer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/zstd', 'Content-Length': '1000' });
      response.write('half', () => response.destroy());
    });
    await expectAsync(call('/api/export/runs/1/bundle')).toBeRejected();
  });

  it('a service that breaks off before it answers is an error with a trace id', async () => {
    upstream.answer((request) => request.socket.destroy());
    const answer = await call();
    expect([answer.status, answer.json()['code']]).toEqual([502, 'ERR_UPSTREAM']);
    expect(answer.json()['traceId']).toBe(answer.headers['x-stella-trace-id'] ?? '');
  });

  // Goal 23
  it('a download that is cut and resumed again and again is whole', async () => {
    const file = randomBytes(200_000);
    upstream.answer((_request, response, { headers }) => {
      const [, from = '0', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? [];
      const end = to === '' ? file.length - 1 : Number(to);
      const piece = file.subarray(Number(from), end + 1);
      expect(headers['if-range']).toBe('"sha256:abc"');
      response.writeHead(206, {
        'Content-Range': `bytes ${from}-${end}/${file.length}`,
        'Content-Length': piece.length,
        ETag: '"sha256:abc"',
        'Accept-Ranges': 'bytes',
      });
      response.end(piece);
    });
    const received: Buffer[] = [];
    let have = 0;
    while (have < file.length) {
      const { request, response } = await open(`/api/export/runs/1/bundle?tenant=acme`, {
        Range: `bytes=${have}-`,
        'If-Range': '"sha256:abc"',
      });
      expect(response.statusCode).toBe(206);
      expect(response.headers.etag).toBe('"sha256:abc"');
      for await (const piece of response as AsyncIterable<Buffer>) {
        received.push(piece.subarray(0, 5_000));
        have += Math.min(piece.length, 5_000);
        break;
      }
      request.destroy();
    }
    const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
    expect(digest(Buffer.concat(received))).toBe(digest(file));
  });

  it('HEAD, 304 and 416 keep their shape', async () => {
    const bundle = (method: string, headers: Record<string, string> = {}) =>
      browser.call('/api/export/runs/1/bundle', { method, headers: { ...tenant, ...headers } });
    upstream.answer((_request, response) => response.writeHead(200, { 'Content-Length': '77', ETag: '"x"' }).end());
    const head = await bundle('HEAD');
    expect([head.status, head.headers['content-length'], head.body]).toEqual([200, '77', '']);
    upstream.answer((_request, response) => response.writeHead(304, { ETag: '"x"' }).end());
    expect((await bundle('GET', { 'If-None-Match': '"x"' })).status).toBe(304);
    expect(upstream.arrivals.at(-1)?.headers['if-none-match']).toBe('"x"');
    upstream.answer((_request, response) => response.writeHead(416, { 'Content-Range': 'bytes */77' }).end());
    expect((await bundle('GET', { Range: 'bytes=900-' })).headers['content-range']).toBe('bytes */77');
  });
});
