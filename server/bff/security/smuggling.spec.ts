import { requireProgram } from '../../testing/require-program.ts';
import { freePort } from '../../testing/free-ports.ts';
import { startNginx, type Nginx } from '../../testing/nginx.ts';
import { startBffUnderTest, startTimeoutMs, type BffUnderTest } from '../testing/bff-under-test.ts';
import type { Browser } from '../testing/browser.ts';
import { sendRaw } from '../testing/send.ts';
import { hiddenPath, smugglingForms, unusualForms, type SmugglingForm } from '../testing/smuggling-forms.ts';

const target = '/api/export/runs';

/** A request with everything that a call of the console has, but for the form. */
function bytesOf({ method, requestLine = (line) => line, rest }: SmugglingForm, browser: Browser): string {
  const { host } = new URL(String(browser.headers()['Origin']));
  const headers = browser.headers({ Host: host, 'X-Stella-Tenant': 'acme', Connection: 'close' });
  if (method === 'POST') headers['Content-Type'] = 'application/json';
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}\r\n`);
  return `${requestLine(`${method} ${target} HTTP/1.1`)}\r\n${lines.join('')}${rest}`;
}

const statusesOf = (answers: string) =>
  [...answers.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));

/** Paths of all that the BFF took for a request of its own. */
function pathsSeen({ lines }: BffUnderTest): unknown[] {
  return lines.filter(({ message }) => message === 'request').map(({ path }) => path);
}

// Goal 18
describe('A request that could be two', () => {
  let bff: BffUnderTest;
  let browser: Browser;
  beforeAll(async () => {
    bff = await startBffUnderTest();
    browser = await bff.signedIn();
  }, startTimeoutMs);
  beforeEach(() => bff.upstream.reset());
  afterAll(() => bff.close());

  for (const form of smugglingForms) {
    it(`is refused once, with the connection closed: ${form.name}`, async () => {
      const answers = await sendRaw(bff.origin, bytesOf(form, browser));
      expect(statusesOf(answers)).toEqual([form.name === 'more lines than anybody reads' ? 431 : 400]);
      expect(bff.upstream.arrivals).toEqual([]);
      expect(pathsSeen(bff)).not.toContain(hiddenPath);
    });
  }

  for (const form of unusualForms) {
    it(`is one where it can only be one: ${form.name}`, async () => {
      expect(statusesOf(await sendRaw(bff.origin, bytesOf(form, browser)))).toEqual([200]);
      expect(bff.upstream.arrivals.map(({ method, url, body }) => [method, url, body])).toEqual([
        ['POST', target, '{}'],
      ]);
      const [arrival] = bff.upstream.arrivals;
      expect(arrival?.headers['x-stella-tenant']).toBe('acme');
      expect(arrival?.rawHeaders).not.toContain('evil');
    });
  }
});

// Goal 18
describe('Behind nginx, a request that could be two', () => {
  let bff: BffUnderTest | undefined;
  let nginx: Nginx | undefined;

  async function start(): Promise<{ bff: BffUnderTest; origin: string; browser: Browser }> {
    requireProgram('nginx');
    const port = await freePort('127.0.0.1');
    const origin = `http://127.0.0.1:${port}`;
    bff = await startBffUnderTest({ settings: { publicOrigin: origin, trustedProxies: ['127.0.0.1', '::1'] } });
    nginx = await startNginx({ upstreams: [`http://localhost:${bff.config.port}`], port });
    return { bff, origin, browser: await bff.signedIn() };
  }

  afterAll(async () => {
    await nginx?.close();
    await bff?.close();
  });

  it('is refused by either, or is the same one to both', async () => {
    const { bff, origin, browser } = await start();
    for (const form of [...smugglingForms, ...unusualForms]) {
      bff.upstream.reset();
      const statuses = statusesOf(await sendRaw(origin, bytesOf(form, browser)));
      expect(statuses.length).withContext(form.name).toBeLessThanOrEqual(1);
      const arrived = bff.upstream.arrivals.map(({ method, url, headers }) => [
        method,
        url,
        headers['x-stella-tenant'],
      ]);
      const wasPassedOn = statuses[0] === 200;
      expect(arrived)
        .withContext(form.name)
        .toEqual(wasPassedOn ? [[form.method, target, 'acme']] : []);
    }
    expect(pathsSeen(bff)).not.toContain(hiddenPath);
    // The connections between the two are still in step.
    for (let count = 0; count < 40; count++) {
      expect((await browser.call(target, { headers: { 'X-Stella-Tenant': 'acme' } })).status).toBe(200);
    }
  });
});
