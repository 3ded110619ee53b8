import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { requireProgram } from '../../testing/require-program.ts';
import { startBffUnderTest, startTimeoutMs, type BffUnderTest } from '../testing/bff-under-test.ts';
import type { Browser } from '../testing/browser.ts';

const run = promisify(execFile);

// Goals 14 to 18, as anybody can try them.
describe('With curl', () => {
  let bff: BffUnderTest;
  let browser: Browser;

  beforeAll(async () => {
    bff = await startBffUnderTest();
    browser = await bff.signedIn();
  }, startTimeoutMs);
  beforeEach(() => bff.upstream.reset());
  afterAll(() => bff.close());

  /** The status of the answer; with all headers of the console, and a session. */
  async function curl(path: string, ...options: readonly string[]): Promise<number> {
    requireProgram('curl');
    const headers = Object.entries(browser.headers({ 'X-Stella-Tenant': 'acme' }));
    const { stdout } = await run('curl', [
      ...['--silent', '--show-error', '--noproxy', '*', '--max-time', '20', '--output', '/dev/null'],
      ...['--write-out', '%{http_code}', '--path-as-is', ...options],
      ...headers.flatMap(([name, value]) => ['--header', `${name}: ${String(value)}`]),
      new URL(bff.origin).origin + path,
    ]);
    return Number(stdout);
  }

  it('an honest call arrives', async () => {
    expect(await curl('/api/export/runs')).toBe(200);
    expect(bff.upstream.arrivals).toHaveSize(1);
  });

  for (const [title, path, options, status] of [
    ['Expect: 100-continue', '/api/export/runs', ['--header', 'Expect: 100-continue', '--data', '{}'], 400],
    ['Expect: 100-continue on a read', '/api/export/runs', ['--header', 'Expect: 100-continue'], 400],
    ['a path out of its prefix, encoded', '/api/export/..%2f..%2fevidence', [], 400],
    ['a path out of its prefix', '/api/export/../../evidence/bundles', [], 400],
    ['a path twice encoded', '/api/export/%252e%252e/evidence', [], 400],
    ['Connection: authorization', '/api/export/runs', ['--header', 'Connection: authorization'], 400],
    ['X_Stella_Tenant', '/api/export/runs', ['--header', 'X_Stella_Tenant: globex'], 400],
    ['TRACE', '/api/export/runs', ['--request', 'TRACE'], 405],
    ['Upgrade: h2c', '/api/export/runs', ['--http2'], 426],
    [
      'Upgrade: websocket',
      '/api/export/events',
      ['--header', 'Connection: Upgrade', '--header', 'Upgrade: websocket'],
      426,
    ],
    ['HTTP/2 without asking', '/api/export/runs', ['--http2-prior-knowledge'], 0],
    ['an address of its own', '/', ['--request-target', 'http://evil.example/api/export/runs'], 400],
    ['an authority', '/', ['--request-target', 'evil.example:80'], 400],
    ['a proxy’s CONNECT', '/', ['--request', 'CONNECT', '--request-target', 'evil.example:80'], 405],
    ['another host', '/api/export/runs', ['--header', 'Host: evil.example'], 400],
    ['what no contract declares', '/evidence/prune-claims', ['--request', 'POST', '--data', '{}'], 404],
    ['another tenant', '/api/export/runs?tenant=initech', [], 403],
    ['no custom header', '/api/export/runs', ['--header', 'X-Stella-Console;'], 403],
  ] as const) {
    it(`is refused, and nothing arrives: ${title}`, async () => {
      expect(await curl(path, ...options).catch(() => 0)).toBe(status);
      expect(bff.upstream.arrivals).toEqual([]);
    });
  }

  it('who asks is said by the session, not by headers', async () => {
    for (const header of [
      'Authorization: evil',
      'X-Forwarded-User: evil',
      'Forwarded: for=evil',
      'Remote-User: evil',
    ]) {
      expect(await curl('/api/export/runs', '--header', header)).toBe(200);
    }
    for (const arrival of bff.upstream.arrivals) {
      expect(arrival.headers.authorization).toMatch(/^DPoP ey/);
      expect(JSON.stringify(arrival)).not.toContain('evil');
    }
  });
});
