import { once } from 'node:events';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { connect } from 'node:tls';
import { makeCertificate, type TestCertificate } from '../../testing/make-certificate.ts';
import { makeTestStack, type TestStack } from '../../testing/make-test-stack.ts';
import { requireProgram } from '../../testing/require-program.ts';
import { makeTemporaryFolder } from '../../testing/temporary-folder.ts';
import { startFakeProvider, type FakeProvider } from '../testing/fake-provider.ts';

/** The program as it runs without a proxy in front: what holds over HTTP holds over HTTPS. */
describe('The BFF with TLS by file', () => {
  let started: { certificate: TestCertificate; provider: FakeProvider; stack: TestStack } | undefined;

  beforeEach(async () => {
    requireProgram('openssl');
    started ??= await start();
  });
  afterAll(async () => {
    await started?.stack.close();
    await started?.provider.close();
  });

  async function start() {
    const certificate = makeCertificate(await makeTemporaryFolder());
    const provider = await startFakeProvider();
    const { certFile, keyFile } = certificate;
    const env = { OIDC_ISSUER: provider.url, TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile };
    return { certificate, provider, stack: await makeTestStack({ roles: ['bff'], env }) };
  }

  const running = () => {
    if (!started) throw new Error('The stack is there only while specs run');
    return started;
  };
  const config = () => running().stack.config;
  const ca = () => running().certificate.ca;

  async function get(path: string, headers: Record<string, string> = {}) {
    const sent = request(new URL(path, config().publicOrigin), { headers, ca: ca(), agent: false }).end();
    const [answer] = (await once(sent, 'response')) as [Parameters<NonNullable<Parameters<typeof request>[2]>>[0]];
    return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
  }

  async function sendRaw(bytes: string): Promise<string> {
    const { port } = config();
    const socket = connect({ host: 'localhost', port, servername: 'localhost', ca: ca() }, () => socket.write(bytes));
    return text(socket);
  }

  it('is at an https origin by itself, and says so to browsers', async () => {
    expect(config().publicOrigin).toBe(`https://localhost:${config().port}`);
    const answer = await get('/bff/session', { 'X-Stella-Console': '1', 'Sec-Fetch-Site': 'same-origin' });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({ authenticated: false });
    expect(answer.headers['strict-transport-security']).toMatch(/^max-age=\d{8};/);
  });

  it('sends the provider its https address, and cookies that are Secure', async () => {
    const answer = await get('/bff/login', { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Site': 'none' });
    expect(answer.status).toBe(303);
    expect(answer.headers['set-cookie']?.join()).toContain('; Secure;');
    expect(running().provider.authorizations.at(-1)?.get('redirect_uri')).toBe(`${config().publicOrigin}/bff/callback`);
  });

  const head = () => `Host: localhost:${config().port}\r\n`;
  const refusals: readonly (readonly [name: string, status: number, bytes: () => string])[] = [
    ['an upgrade', 426, () => `GET / HTTP/1.1\r\n${head()}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`],
    ['h2c', 426, () => `GET / HTTP/1.1\r\n${head()}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n`],
    ['CONNECT', 405, () => `CONNECT evil.example:443 HTTP/1.1\r\n${head()}\r\n`],
    [
      'an expectation',
      400,
      () => `GET /bff/session HTTP/1.1\r\n${head()}Expect: 100-continue\r\nConnection: close\r\n\r\n`,
    ],
    [
      'two lengths',
      400,
      () => `POST /bff/logout HTTP/1.1\r\n${head()}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['another host', 400, () => `GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`],
    ['no HTTP', 400, () => 'hello\r\n\r\n'],
  ];
  for (const [name, status, bytes] of refusals) {
    it(`refuses ${name}, with the headers of every answer`, async () => {
      const answer = await sendRaw(bytes());
      expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      expect(answer.match(/^HTTP\/1\.1 /gm))
        .withContext('one answer')
        .toHaveSize(1);
      for (const header of ['strict-transport-security', 'content-security-policy', 'x-content-type-options']) {
        expect(answer.toLowerCase()).toContain(`${header}: `);
      }
    });
  }
});
