import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request as startRequest, type IncomingMessage } from 'node:http';
import { startBffUnderTest, startTimeoutMs, type BffUnderTest } from '../testing/bff-under-test.ts';
import type { Browser } from '../testing/browser.ts';
import type { EchoUpstream } from '../testing/echo-upstream.ts';

const tenant = { 'X-Stella-Tenant': 'acme' };
const path = '/api/export/runs/1/bundle';
const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

// Goal 23
describe('A download', () => {
  const file = randomBytes(255_000);
  const etag = `"sha256:${digest(file)}"`;
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

  const call = (method: string, headers: Record<string, string> = {}) =>
    browser.call(path, { method, headers: { ...tenant, ...headers } });

  /** Takes some bytes of what comes from `start` on, then leaves. */
  async function takeFrom(start: number, bytes: number): Promise<Buffer> {
    const { hostname, port } = new URL(bff.origin);
    const headers = browser.headers({ Range: `bytes=${start}-`, 'If-Range': etag });
    const request = startRequest({ hostname, port, path: `${path}?tenant=acme`, headers, agent: false }).end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(206);
    expect(response.headers.etag).toBe(etag);
    expect(response.headers['content-range']).toBe(`bytes ${start}-${file.length - 1}/${file.length}`);
    for await (const piece of response as AsyncIterable<Buffer>) {
      request.destroy();
      return piece.subarray(0, bytes);
    }
    throw new Error('Nothing came');
  }

  it('that is cut and resumed 50 times is whole', async () => {
    upstream.answer((_request, response, { headers }) => {
      const [, from = '0', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? [];
      expect(headers['if-range']).toBe(etag);
      const end = to === '' ? file.length - 1 : Number(to);
      const piece = file.subarray(Number(from), end + 1);
      response.writeHead(206, {
        'Content-Range': `bytes ${from}-${end}/${file.length}`,
        'Content-Length': piece.length,
        ETag: etag,
        'Accept-Ranges': 'bytes',
      });
      response.end(piece);
    });
    const received: Buffer[] = [];
    for (let have = 0; have < file.length; have += received.at(-1)?.length ?? 0) {
      received.push(await takeFrom(have, 5_000));
    }
    expect(received.length).toBeGreaterThan(50);
    expect(digest(Buffer.concat(received))).toBe(digest(file));
  });

  it('asks for what it was asked for, byte for byte', async () => {
    const asked = {
      range: 'bytes=0-9, 20-29,-5',
      'if-range': 'W/"a b"',
      'if-none-match': '"a", W/"b", *',
      'if-match': '"c"',
    };
    await call('GET', asked);
    expect(upstream.arrivals[0]?.headers).toEqual(jasmine.objectContaining(asked));
  });

  it('answers with length, digest, signature and tag as the service gave them', async () => {
    const given = {
      'content-type': 'application/zstd',
      'content-disposition': 'attachment; filename="run-1.tar.zst"',
      'content-length': String(file.length),
      'accept-ranges': 'bytes',
      etag,
      digest: 'sha-256=abc',
      'last-modified': 'Sat, 21 Nov 2026 10:00:00 GMT',
      'x-stella-signature': 'keyid=1; sig=2',
      'x-stella-immutability': 'true',
    };
    upstream.answer((request, response) => {
      response.writeHead(200, given).end(request.method === 'HEAD' ? undefined : file);
    });
    const whole = await call('GET');
    expect(whole.headers).toEqual(jasmine.objectContaining(given));
    const head = await call('HEAD');
    expect([head.status, head.body]).toEqual([200, '']);
    expect(head.headers).toEqual(jasmine.objectContaining(given));
    expect(upstream.arrivals.map(({ method }) => method)).toEqual(['GET', 'HEAD']);
  });

  it('keeps 304, 412 and 416 in their shape', async () => {
    upstream.answer((_request, response) => response.writeHead(304, { ETag: etag }).end());
    const fresh = await call('GET', { 'If-None-Match': etag });
    expect([fresh.status, fresh.headers.etag, fresh.body]).toEqual([304, etag, '']);
    upstream.answer((_request, response) => response.writeHead(416, { 'Content-Range': 'bytes */77' }).end());
    const beyond = await call('GET', { Range: 'bytes=900-' });
    expect([beyond.status, beyond.headers['content-range']]).toEqual([416, 'bytes */77']);
    upstream.answer((_request, response) => response.writeHead(412).end());
    expect((await call('GET', { 'If-Match': '"old"' })).status).toBe(412);
  });

  it('of a single file goes to exactly the path asked for, and nowhere else', async () => {
    const files = '/api/export/runs/run-20251029-01/artifacts';
    const get = (target: string) => browser.call(target, { method: 'GET', headers: tenant });
    const plain = `${files}/data/raw/sboms/app@1.0_%C3%BC-1a2b3c4d/sbom.json`;
    expect((await get(plain)).status).toBe(200);
    expect(upstream.arrivals.map(({ url }) => url)).toEqual([plain]);
    upstream.reset();
    for (const rest of [
      '../manifest',
      '..%2f..%2fkeys',
      'data/%2e%2e/export.json',
      'data%5cexport.json',
      'a%00',
      'a;b',
    ]) {
      expect((await get(`${files}/${rest}`)).status)
        .withContext(rest)
        .toBe(400);
    }
    expect((await get(`${files}//export.json`)).status).toBe(400);
    expect(upstream.arrivals).toEqual([]);
  });

  it('in several ranges is one answer', async () => {
    const body = '--x\r\nContent-Range: bytes 0-0/9\r\n\r\na\r\n--x--';
    const type = 'multipart/byteranges; boundary=x';
    upstream.answer((_request, response) => response.writeHead(206, { 'Content-Type': type }).end(body));
    const answer = await call('GET', { Range: 'bytes=0-0,2-2' });
    expect([answer.status, answer.headers['content-type'], answer.body]).toEqual([206, type, body]);
  });

  it('is refused where its range means nothing', async () => {
    for (const Range of ['items=0-1', 'bytes=a-b', 'bytes=0-1\u0000', `bytes=${'0-1,'.repeat(100)}`]) {
      const answer = await call('GET', { Range }).catch(() => undefined);
      if (answer) expect(answer.status).toBe(400);
    }
    expect(upstream.arrivals).toEqual([]);
  });
});
