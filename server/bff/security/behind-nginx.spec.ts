import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { connect, constants } from 'node:http2';
import { request } from 'node:https';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { freePorts } from '../../testing/free-ports.ts';
import { makeCertificate } from '../../testing/make-certificate.ts';
import { startNginxSite, type Nginx } from '../../testing/nginx.ts';
import { requireProgram } from '../../testing/require-program.ts';
import { makeTemporaryFolder } from '../../testing/temporary-folder.ts';
import { startBffUnderTest, type BffUnderTest } from '../testing/bff-under-test.ts';

const example = new URL('../../../deploy/nginx/console.conf', import.meta.url);

/** The configuration that the deployment guide hands out, with nothing changed but names, ports and files. */
describe('The BFF behind nginx, as deploy/nginx/console.conf says', () => {
  let started: { bff: BffUnderTest; nginx: Nginx; ca: string; plainPort: number } | undefined;

  beforeEach(async () => {
    requireProgram('nginx', 'openssl');
    started ??= await start();
  });
  afterAll(async () => {
    await started?.nginx.close();
    await started?.bff.close();
  });

  async function start() {
    const [plainPort = 0, port = 0] = await freePorts(2, '127.0.0.1');
    const { certFile, keyFile, ca } = makeCertificate(await makeTemporaryFolder());
    const publicOrigin = `https://localhost:${port}`;
    const bff = await startBffUnderTest({ settings: { publicOrigin, trustedProxies: ['127.0.0.1', '::1'] } });
    const site = Object.entries({
      '127.0.0.1:4400': `localhost:${bff.config.port}`,
      'listen 80': `listen 127.0.0.1:${plainPort}`,
      'listen 443': `listen 127.0.0.1:${port}`,
      '/etc/ssl/certs/console.example.pem': certFile,
      '/etc/ssl/private/console.example.key': keyFile,
      'return 301 https://console.example': `return 301 ${publicOrigin}`,
      'server_name console.example': 'server_name localhost',
    }).reduce((text, [from, to]) => text.replaceAll(from, to), await readFile(example, 'utf8'));
    return { bff, nginx: await startNginxSite(site, publicOrigin), ca, plainPort };
  }

  function running() {
    if (!started) throw new Error('They are there only while specs run');
    return started;
  }

  const app = { 'X-Stella-Console': '1', 'Sec-Fetch-Site': 'same-origin' };
  const navigation = { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Site': 'none', Accept: 'text/html' };

  async function get(path: string, headers: Record<string, string> = app) {
    const { nginx, ca } = running();
    const sent = request(nginx.url + path, { headers, ca, agent: false, servername: 'localhost' }).end();
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
  }

  it('signs in over TLS, from the address that nginx saw, whatever the client claims', async () => {
    const { bff, nginx } = running();
    const begun = await get('/bff/login', navigation);
    expect(begun.status).toBe(303);
    expect(bff.provider.authorizations.at(-1)?.get('redirect_uri')).toBe(`${nginx.url}/bff/callback`);
    const atProvider = await fetch(begun.headers.location ?? '', { redirect: 'manual' });
    const callback = (atProvider.headers.get('location') ?? '').slice(nginx.url.length);
    const Cookie = (begun.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ');
    const forged = { 'X-Forwarded-For': '6.6.6.6', Forwarded: 'for=6.6.6.6', 'X-Real-IP': '6.6.6.6' };
    const done = await get(callback, { ...navigation, ...forged, Cookie });
    expect(done.status).toBe(303);
    expect(done.headers['set-cookie']?.join()).toMatch(/__Host-Http-session=[\w-]{43}; Path=\/; Secure;/);
    const line = bff.lines.findLast(({ audit }) => audit === 'sign-in.succeeded');
    expect(line?.['clientAddress']).toBe('127.0.0.1');
  });

  it('answers over HTTP/2 as over HTTP/1.1, under its one name', async () => {
    const { nginx, ca } = running();
    const session = connect(nginx.url, { ca });
    const stream = session.request({
      ':path': '/bff/session',
      'x-stella-console': '1',
      'sec-fetch-site': 'same-origin',
    });
    const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
    expect(headers[constants.HTTP2_HEADER_STATUS]).toBe(200);
    expect(JSON.parse(await text(stream))).toEqual({ authenticated: false });
    session.close();
    expect((await get('/bff/session', { ...app, Host: 'evil.example' })).status).toBe(400);
  });

  it('keeps paths and headers of every answer as the BFF made them', async () => {
    const answer = await get('/api/export/..%2f..%2fevidence');
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toEqual(jasmine.objectContaining({ code: 'ERR_PATH' }));
    expect(answer.headers['strict-transport-security']).toMatch(/^max-age=\d{8};/);
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('sends whoever comes without TLS to the one origin, whatever name they asked for', async () => {
    const { nginx, plainPort } = running();
    const headers = { Host: 'evil.example' };
    const plain = await fetch(`http://127.0.0.1:${plainPort}/t/acme?x=1`, { headers, redirect: 'manual' });
    expect(plain.status).toBe(301);
    expect(plain.headers.get('location')).toBe(`${nginx.url}/t/acme?x=1`);
  });
});
