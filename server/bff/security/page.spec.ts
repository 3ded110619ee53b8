import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CspEvaluator } from 'csp_evaluator/dist/evaluator.js';
import { Severity } from 'csp_evaluator/dist/finding.js';
import { CspParser } from 'csp_evaluator/dist/parser.js';
import { makeTemporaryFolder, temporaryFolder } from '../../testing/temporary-folder.ts';
import { startBffUnderTest, startTimeoutMs, type BffUnderTest } from '../testing/bff-under-test.ts';

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

  /** As `ng build` writes it. */
  const page = `<html><head><link rel="stylesheet" href="styles-AB12CD34.css" nonce="__CSP_NONCE__"></head>
    <body><app-root ngcspnonce="__CSP_NONCE__"></app-root>
    <script src="main-AB12CD34.js" type="module" nonce="__CSP_NONCE__"></script></body></html>`;
  const build = () => writeFile(join(folder, 'index.html'), page);

  it('comes with a policy and a nonce of its own, and is kept nowhere', async () => {
    await build();
    const browser = bff.browser();
    const [first, second] = [await browser.navigate('/'), await browser.navigate('/t/acme/runs?view=all', 'none')];
    const nonces = [first, second].map(({ headers, body }) => {
      const nonce = /'nonce-([\w-]+)'/.exec(String(headers['content-security-policy']))?.[1] ?? 'none';
      expect(body).toContain(`ngcspnonce="${nonce}"`);
      expect(headers['cache-control']).toBe('no-store');
      return nonce;
    });
    expect(nonces[0]).not.toBe(nonces[1]);
    expect(String(first.headers['content-security-policy'])).toContain("require-trusted-types-for 'script'");
  });

  it('runs the script whose hash stands in its policy, what that loads, and nothing else', async () => {
    await build();
    const { headers, body } = await bff.browser().navigate('/');
    const policy = directives(headers['content-security-policy']);
    const scripts = [...body.matchAll(/<script([^>]*)>([^]*?)<\/script>/g)];
    expect(scripts.map(([, attributes]) => attributes)).toEqual(['']);
    const hash = createHash('sha256')
      .update(scripts[0]?.[2] ?? '')
      .digest('base64');
    expect(policy.get('script-src')).toBe(`'strict-dynamic' 'sha256-${hash}'`);
    expect(scripts[0]?.[2]).toContain("'/main-AB12CD34.js'");
    for (const none of ['default-src', 'object-src', 'base-uri', 'frame-ancestors']) {
      expect(policy.get(none)).withContext(none).toBe("'none'");
    }
    expect(policy.get('worker-src')).toBe("'self'");
    expect(policy.get('style-src')).toMatch(/^'self' 'nonce-[\w-]{24,}'$/);
    expect(policy.get('require-trusted-types-for')).toBe("'script'");
    expect(headers['content-security-policy']).not.toMatch(/unsafe-inline|unsafe-eval|\*/);
    expect(policy.get('trusted-types')).not.toContain('allow-duplicates');
  });

  it('has policies, everywhere, in which csp_evaluator finds nothing high', async () => {
    await build();
    const browser = await bff.signedIn();
    const answers = {
      page: await browser.navigate('/'),
      worker: await browser.bare('/worker-AB12CD34.js'),
      file: await browser.bare('/main-AB12CD34.js'),
      own: await browser.call('/bff/session'),
      'passed on': await browser.call('/api/export/runs', { headers: { 'X-Stella-Tenant': 'acme' } }),
      'sign-in error': await browser.navigate('/bff/callback?state=x', 'cross-site'),
    };
    for (const [context, { headers }] of Object.entries(answers)) {
      const policy = String(headers['content-security-policy']);
      const findings = new CspEvaluator(new CspParser(policy).csp).evaluate();
      const grave = findings.filter(({ severity }) => severity <= Severity.MEDIUM);
      expect(grave.map(({ directive, description }) => `${directive}: ${description}`))
        .withContext(context)
        .toEqual([]);
    }
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
      "default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'",
    );
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

/** `script-src` → its sources. */
function directives(policy: unknown): ReadonlyMap<string, string> {
  const parts = String(policy).split('; ');
  return new Map(parts.map((part) => [part.split(' ')[0] ?? '', part.slice(part.indexOf(' ') + 1)]));
}
