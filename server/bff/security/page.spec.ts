import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTemporaryFolder, temporaryFolder } from '../../testing/temporary-folder.ts';
import { startBffUnderTest, startTimeoutMs, type BffUnderTest } from '../testing/bff-under-test.ts';
import type { Answer } from '../testing/send.ts';

const everywhere = {
  'strict-transport-security': /^max-age=\d{8}/,
  'x-content-type-options': /^nosniff$/,
  'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'referrer-policy': /^same-origin$/,
  'permissions-policy': /camera=\(\)/,
  'content-security-policy': /default-src 'none'/,
} as const;

// Goal 24
describe('The page', () => {
  let bff: BffUnderTest;
  let folder: string;

  beforeAll(async () => {
    folder = await makeTemporaryFolder();
    bff = await startBffUnderTest({ consoleFolder: folder });
    await mkdir(join(folder, 'media'));
    await writeFile(join(folder, 'main-AB12CD34.js'), 'main '.repeat(1000));
    await writeFile(join(folder, 'chunk-1k-Z6EU_.js'), 'chunk');
    await writeFile(join(folder, 'logo-wordmark.svg'), '<svg/>');
    await writeFile(join(folder, 'worker-AB12CD34.js'), 'worker');
    await writeFile(join(folder, 'media', 'inter-AB12CD34.woff2'), 'font');
    await writeFile(join(folder, 'mark.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  }, startTimeoutMs);
  afterAll(() => bff.close());

  const page = `<html><head></head><body><app-root ngCspNonce="__CSP_NONCE__"></app-root>
    <script src="main-AB12CD34.js" type="module"></script></body></html>`;
  const build = () => writeFile(join(folder, 'index.html'), page);

  function expectHeaders({ headers }: Answer, context: string): void {
    for (const [name, form] of Object.entries(everywhere)) {
      expect(String(headers[name])).withContext(`${name} of ${context}`).toMatch(form);
    }
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers['server']).toBeUndefined();
  }

  it('comes with a policy and a nonce of its own, and is kept nowhere', async () => {
    await build();
    const browser = bff.browser();
    const [first, second] = [await browser.navigate('/'), await browser.navigate('/t/acme/runs?view=all', 'none')];
    const nonces = [first, second].map(({ headers, body }) => {
      const nonce = /'nonce-([\w-]+)'/.exec(String(headers['content-security-policy']))?.[1] ?? 'none';
      expect(body).toContain(`ngCspNonce="${nonce}"`);
      expect(headers['cache-control']).toBe('no-store');
      return nonce;
    });
    expect(nonces[0]).not.toBe(nonces[1]);
    expect(String(first.headers['content-security-policy'])).toContain("require-trusted-types-for 'script'");
  });

  it('is given to navigations only', async () => {
    await build();
    expect((await bff.browser().call('/t/acme/runs')).status).toBe(404);
    expect((await bff.browser().navigate('/admin')).status).toBe(404);
    expect((await bff.browser().navigate('/index.html')).status).toBe(404);
    expect((await bff.browser().bare('/', { method: 'POST' })).status).toBe(404);
  });

  it('has files that are kept for good where their name says what is in them', async () => {
    const browser = bff.browser();
    const cacheOf = async (path: string) => (await browser.bare(path)).headers['cache-control'];
    expect(await cacheOf('/main-AB12CD34.js')).toBe('public, max-age=31536000, immutable');
    expect(await cacheOf('/media/inter-AB12CD34.woff2')).toContain('immutable');
    expect(await cacheOf('/chunk-1k-Z6EU_.js')).toContain('immutable');
    expect(await cacheOf('/mark.svg')).toBe('no-cache');
    expect(await cacheOf('/logo-wordmark.svg')).toBe('no-cache');
    expect(await cacheOf('/main-ZZZZZZZZ.js')).toBe('no-store');
    const compressed = await browser.bare('/main-AB12CD34.js', { headers: { 'Accept-Encoding': 'br' } });
    expect(compressed.headers['content-encoding']).toBe('br');
    const worker = await browser.bare('/worker-AB12CD34.js');
    expect(worker.headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'",
    );
  });

  it('and every other answer carry the headers, errors too', async () => {
    await build();
    const browser = await bff.signedIn();
    const tenant = { headers: { 'X-Stella-Tenant': 'acme' } };
    const answers = {
      page: await browser.navigate('/'),
      file: await browser.bare('/main-AB12CD34.js'),
      own: await browser.call('/bff/session'),
      'passed on': await browser.call('/api/export/runs', tenant),
      'not found': await browser.call('/nothing'),
      forged: await browser.bare('/bff/session'),
      'wrong host': await browser.call('/', { headers: { Host: 'evil.example' } }),
      'bad path': await browser.call('/%00'),
      'sign-in error': await browser.navigate('/bff/callback?state=x', 'cross-site'),
      redirect: await browser.navigate('/bff/login'),
      status: await browser.bare('/status'),
    };
    for (const [context, answer] of Object.entries(answers)) expectHeaders(answer, context);
    for (const context of ['own', 'passed on', 'not found', 'redirect'] as const) {
      expect(answers[context].headers['cache-control']).withContext(context).toBe('no-store');
    }
  });

  // Goal 25
  it('and every other answer hold no token', async () => {
    const browser = await bff.signedIn();
    const answers = [
      await browser.call('/bff/session'),
      await browser.call('/console/profile?tenant=acme'),
      await browser.call('/console/token/introspect'),
      await browser.call('/console/tenants'),
      await browser.navigate('/bff/step-up'),
      await browser.call('/bff/logout', { method: 'POST' }),
    ];
    const traffic = answers.map(({ headers, body }) => JSON.stringify(headers) + body).join('');
    expect(bff.provider.secrets.length).toBeGreaterThan(3);
    for (const secret of bff.provider.secrets) expect(traffic).not.toContain(secret);
    expect(traffic).not.toMatch(/eyJ[\w-]+\.[\w-]+/);
  });
});

describe('A console that is not built', () => {
  const folder = temporaryFolder();

  it(
    'says so',
    async () => {
      const bff = await startBffUnderTest({ consoleFolder: folder() });
      const answer = await bff.browser().navigate('/t/acme');
      expect([answer.status, answer.body]).toEqual([503, jasmine.stringContaining('npm run build')]);
      await bff.close();
    },
    startTimeoutMs,
  );
});
