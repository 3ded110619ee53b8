import { writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { makeTemporaryFolder } from '../../testing/temporary-folder.ts';
import { startBffUnderTest, startTimeoutMs, type BffUnderTest } from '../testing/bff-under-test.ts';
import type { Browser } from '../testing/browser.ts';
import type { Behaviour } from '../testing/echo-upstream.ts';
import { sendRaw } from '../testing/send.ts';

interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

interface Case {
  readonly name: string;
  readonly status: number;
  readonly ask: (browser: Browser) => Promise<Answered>;
  /** How the upstream answers; `{}` without it. */
  readonly upstream?: Behaviour;
  /** `no-store` without it. */
  readonly cache?: string;
}

const everywhere: Readonly<Record<string, RegExp>> = {
  'strict-transport-security': /^max-age=63072000; includeSubDomains$/,
  'x-content-type-options': /^nosniff$/,
  'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'referrer-policy': /^same-origin$/,
  'permissions-policy': /\bcamera=\(\), .*\bgeolocation=\(\)/,
  'x-frame-options': /^DENY$/,
  'content-security-policy': /^default-src 'none'; /,
};

const nowhere = [
  ...['x-powered-by', 'server', 'access-control-allow-origin', 'access-control-allow-credentials'],
  ...['set-cookie2', 'via', 'x-upstream', 'x-aspnet-version'],
];

const immutable = 'public, max-age=31536000, immutable';
const index = `<html><head></head><body><app-root ngCspNonce="__CSP_NONCE__"></app-root>
  <script src="main-AB12CD34.js" type="module"></script></body></html>`;

/** What a careless or hostile service says of itself, in whatever it answers. */
const boastful = {
  Server: 'Kestrel',
  'X-Powered-By': 'ASP.NET',
  'X-Upstream': 'internal-7',
  'Access-Control-Allow-Origin': '*',
  'Cache-Control': 'public, max-age=3600',
  'Content-Security-Policy': "default-src *; script-src 'unsafe-inline'",
  'Strict-Transport-Security': 'max-age=0',
  'X-Content-Type-Options': 'sniff',
  'Cross-Origin-Opener-Policy': 'unsafe-none',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Referrer-Policy': 'unsafe-url',
  'Permissions-Policy': 'camera=*',
  'X-Frame-Options': 'ALLOWALL',
  'Clear-Site-Data': '"*"',
};

function answering(status: number, headers: Record<string, string> = {}, body = '{}'): Behaviour {
  return (_request, response) => response.writeHead(status, { ...boastful, ...headers }).end(body);
}

const json = { 'Content-Type': 'application/json' };
const tenant = { headers: { 'X-Stella-Tenant': 'acme' } };
const bundle = '/api/export/runs/run-20261122-01/bundle?tenant=acme';
const asStream = { headers: { 'Sec-Fetch-Site': 'same-origin' } };

// Goal 24
describe('Every answer carries the headers of security', () => {
  let bff: BffUnderTest;
  let browser: Browser;
  let fileTag: string;

  beforeAll(async () => {
    const folder = await makeTemporaryFolder();
    await writeFile(join(folder, 'index.html'), index);
    await writeFile(join(folder, 'main-AB12CD34.js'), 'main '.repeat(1000));
    await writeFile(join(folder, 'mark.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
    bff = await startBffUnderTest({ consoleFolder: folder });
    browser = await bff.signedIn();
    fileTag = String((await browser.bare('/main-AB12CD34.js')).headers.etag);
  }, startTimeoutMs);
  afterAll(() => bff.close());
  afterEach(() => bff.upstream.reset());

  /** Bytes that no HTTP client would send; the head of what comes back. */
  async function raw(...lines: string[]): Promise<Answered> {
    const answer = await sendRaw(bff.origin, [...lines, '', ''].join('\r\n'));
    const [first = '', ...rest] = (answer.split('\r\n\r\n')[0] ?? '').split('\r\n');
    const pairs = rest.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.replace(/^[^:]*: /, '')]);
    return { status: Number(first.split(' ')[1]), headers: Object.fromEntries(pairs) as IncomingHttpHeaders };
  }
  const host = () => `Host: ${new URL(bff.origin).host}`;

  const pageAndFiles: Case[] = [
    { name: 'the page', status: 200, ask: (it) => it.navigate('/') },
    { name: 'the page, HEAD', status: 200, ask: (it) => it.bare('/t/acme/runs', { method: 'HEAD' }) },
    { name: 'a page that is not', status: 404, ask: (it) => it.navigate('/admin') },
    { name: 'a file', status: 200, cache: immutable, ask: (it) => it.bare('/main-AB12CD34.js') },
    { name: 'a file, HEAD', status: 200, cache: immutable, ask: (it) => it.bare('/main-AB12CD34.js', { method: 'HEAD' }) },
    {
      name: 'a file not modified',
      status: 304,
      cache: immutable,
      ask: (it) => it.bare('/main-AB12CD34.js', { headers: { 'If-None-Match': fileTag } }),
    },
    {
      name: 'a part of a file',
      status: 206,
      cache: immutable,
      ask: (it) => it.bare('/main-AB12CD34.js', { headers: { Range: 'bytes=0-3' } }),
    },
    { name: 'a file without a hash in its name', status: 200, cache: 'no-cache', ask: (it) => it.bare('/mark.svg') },
    { name: 'a file that is not', status: 404, ask: (it) => it.bare('/main-ZZZZZZZZ.js') },
    { name: 'a file that is not, HEAD', status: 404, ask: (it) => it.bare('/none.svg', { method: 'HEAD' }) },
  ]; // prettier-ignore

  const own: Case[] = [
    { name: 'own JSON', status: 200, ask: (it) => it.call('/bff/session') },
    { name: 'another method', status: 405, ask: (it) => it.call('/bff/session', { method: 'HEAD' }) },
    { name: 'the status', status: 200, ask: (it) => it.bare('/status') },
    { name: 'health', status: 200, ask: (it) => it.bare('/health/liveness') },
    { name: 'readiness', status: 200, ask: (it) => it.bare('/health/readiness') },
    { name: 'the OpenAPI document', status: 200, ask: (it) => it.bare('/.well-known/openapi') },
    { name: 'nothing there', status: 404, ask: (it) => it.call('/nothing') },
    { name: 'a forged call', status: 403, ask: (it) => it.bare('/bff/session') },
    { name: 'no session', status: 401, ask: () => bff.browser().call('/console/tenants') },
    { name: 'not JSON', status: 415, ask: (it) => it.call('/console/preferences', { method: 'PUT', body: '{' }) },
    { name: 'no such tenant', status: 403, ask: (it) => it.call('/console/profile?tenant=umbrella') },
    { name: 'a redirect to the provider', status: 303, ask: (it) => it.navigate('/bff/login') },
    { name: 'a redirect back', status: 303, ask: () => bff.browser().signIn() },
    { name: 'a sign-in refused', status: 401, ask: (it) => it.navigate('/bff/callback?state=x', 'cross-site') },
    { name: 'a bad logout token', status: 400, ask: (it) => it.bare('/bff/backchannel-logout', { method: 'POST' }) },
  ]; // prettier-ignore

  const wire: Case[] = [
    { name: 'another host', status: 400, ask: (it) => it.call('/', { headers: { Host: 'evil.example' } }) },
    { name: 'a bad path', status: 400, ask: (it) => it.call('/%00') },
    { name: 'an expectation', status: 400, ask: (it) => it.call('/', { headers: { Expect: '100-continue' } }) },
    { name: 'TRACE', status: 405, ask: () => raw('TRACE /bff/session HTTP/1.1', host(), 'Connection: close') },
    { name: 'CONNECT', status: 405, ask: () => raw('CONNECT a:1 HTTP/1.1', host()) },
    {
      name: 'an upgrade',
      status: 426,
      ask: () => raw('GET / HTTP/1.1', host(), 'Connection: Upgrade', 'Upgrade: websocket'),
    },
    { name: 'what is not HTTP', status: 400, ask: () => raw('GET / JUNK/9', 'x') },
    { name: 'large headers', status: 431, ask: () => raw('GET / HTTP/1.1', host(), `X: ${'x'.repeat(20_000)}`) },
  ];

  const passedOn: Case[] = [
    { name: 'JSON of a service', status: 200, upstream: answering(200, json), ask: (it) => it.call('/api/export/runs', tenant) },
    { name: 'nothing modified at a service', status: 304, upstream: answering(304, { ETag: '"1"' }, ''), ask: (it) => it.call('/api/export/runs', tenant) },
    { name: 'a refusal of a service', status: 409, upstream: answering(409, json), ask: (it) => it.call('/api/export/runs', tenant) },
    { name: 'a failure of a service', status: 500, upstream: answering(500, json), ask: (it) => it.call('/api/export/runs', tenant) },
    { name: 'a redirect elsewhere', status: 502, upstream: answering(302, { Location: 'https://evil.example/' }), ask: (it) => it.call('/api/export/runs', tenant) },
    { name: 'HTML of a service', status: 200, upstream: answering(200, { 'Content-Type': 'text/html' }, '<script>'), ask: (it) => it.call('/api/export/runs', tenant) },
    { name: 'a download', status: 200, upstream: answering(200, { 'Content-Type': 'application/zstd' }, 'zst'), ask: (it) => it.bare(bundle, asStream) },
    { name: 'a download, HEAD', status: 200, upstream: answering(200, { 'Content-Type': 'application/zstd' }, ''), ask: (it) => it.call(bundle, { method: 'HEAD' }) },
    { name: 'a part of a download', status: 206, upstream: answering(206, { 'Content-Range': 'bytes 0-2/9' }, 'zst'), ask: (it) => it.bare(bundle, asStream) },
    { name: 'no such part', status: 416, upstream: answering(416, { 'Content-Range': 'bytes */9' }, ''), ask: (it) => it.bare(bundle, asStream) },
    { name: 'events', status: 200, upstream: answering(200, { 'Content-Type': 'text/event-stream' }, 'data: {}\n\n'), ask: (it) => it.bare('/api/export/events?tenant=acme', asStream) },
    { name: 'a service that breaks off', status: 502, upstream: (_request, response) => void response.destroy(), ask: (it) => it.call('/api/export/runs', tenant) },
  ]; // prettier-ignore

  for (const { name, status, ask, upstream, cache = 'no-store' } of [...pageAndFiles, ...own, ...wire, ...passedOn]) {
    it(`${name} (${status})`, async () => {
      if (upstream) bff.upstream.answer(upstream);
      const answer = await ask(browser);
      expect(answer.status).toBe(status);
      for (const [header, form] of Object.entries(everywhere)) {
        expect(String(answer.headers[header])).withContext(header).toMatch(form);
      }
      for (const header of nowhere) expect(answer.headers[header]).withContext(header).toBeUndefined();
      expect(answer.headers['cache-control']).withContext('cache-control').toBe(cache);
      expect(answer.headers['clear-site-data']).withContext('clear-site-data').toBeUndefined();
    });
  }
});

// Goal 24
describe('What a browser keeps of the console', () => {
  let bff: BffUnderTest;
  beforeAll(async () => void (bff = await startBffUnderTest()), startTimeoutMs);
  afterAll(() => bff.close());

  it('is cleared when a person signs out', async () => {
    const browser = await bff.signedIn();
    const answer = await browser.call('/bff/logout', { method: 'POST' });
    expect([answer.status, answer.headers['clear-site-data']]).toEqual([200, '"cache", "storage"']);
    expect((await browser.call('/bff/logout', { method: 'POST' })).headers['clear-site-data']).toBeUndefined();
  });

  it('stays when the session expires, for the same person to come back to', async () => {
    const browser = await bff.signedIn();
    bff.advance(bff.config.sessionAbsoluteSeconds + 1);
    const answers = [
      await browser.call('/console/tenants'),
      await browser.call('/bff/session'),
      await browser.navigate('/bff/login?returnTo=/t/acme/runs'),
      await browser.signIn(),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 200, 303, 303]);
    for (const { headers } of answers) expect(headers['clear-site-data']).toBeUndefined();
  });
});
