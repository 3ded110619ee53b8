import type { OutgoingHttpHeaders } from 'node:http';
import { requireProgram } from '../../testing/require-program.ts';
import { freePort } from '../../testing/free-ports.ts';
import { startNginx } from '../../testing/nginx.ts';
import { startBffUnderTest, startTimeoutMs, type BffUnderTest } from '../testing/bff-under-test.ts';
import type { Browser } from '../testing/browser.ts';
import { sendRaw } from '../testing/send.ts';
import { smugglingForms, unusualForms, type SmugglingForm } from '../testing/smuggling-forms.ts';

const target = '/api/export/runs';

/** Header lines with everything that a call of the console has. */
function headerLines(browser: Browser, extra: OutgoingHttpHeaders): string {
  const { host } = new URL(String(browser.headers()['Origin']));
  const headers = browser.headers({ Host: host, 'X-Stella-Tenant': 'acme', ...extra });
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${String(value)}\r\n`)
    .join('');
}

function bytesOf(form: SmugglingForm, browser: Browser, extra: OutgoingHttpHeaders = {}): string {
  const { method, requestLine = (line) => line, rest } = form;
  const type = method === 'POST' ? { 'Content-Type': 'application/json' } : {};
  return `${requestLine(`${method} ${target} HTTP/1.1`)}\r\n${headerLines(browser, { ...type, ...extra })}${rest}`;
}

/** Left out where the refusal itself must close: what follows would else be refused for following. */
const close = { Connection: 'close' };

/** A request that would be answered, were it taken for one. */
const hiddenOf = (browser: Browser) => `GET /api/export/keys HTTP/1.1\r\n${headerLines(browser, {})}\r\n`;

const statusesOf = (answers: string) =>
  [...answers.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));

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

  it('is refused once, the connection is closed, and what hides in it reaches nothing', async () => {
    for (const form of smugglingForms(hiddenOf(browser))) {
      const statuses = statusesOf(await sendRaw(bff.origin, bytesOf(form, browser)));
      expect(statuses)
        .withContext(form.name)
        .toEqual([form.name === 'more lines than anybody reads' ? 431 : 400]);
      expect(bff.upstream.arrivals.splice(0)).withContext(form.name).toEqual([]);
    }
  });

  it('is one where it can only be one', async () => {
    for (const form of unusualForms) {
      expect(statusesOf(await sendRaw(bff.origin, bytesOf(form, browser, close))))
        .withContext(form.name)
        .toEqual([200]);
      const [arrival, ...others] = bff.upstream.arrivals.splice(0);
      expect([arrival?.method, arrival?.url, arrival?.body]).withContext(form.name).toEqual(['POST', target, '{}']);
      expect(others).toEqual([]);
      expect(arrival?.headers['x-stella-tenant']).toBe('acme');
      expect(arrival?.rawHeaders).not.toContain('evil');
    }
  });
});

// Goal 18
describe('Behind nginx, a request that could be two', () => {
  it(
    'is refused by either, or is the same one to both',
    async () => {
      requireProgram('nginx');
      const port = await freePort('127.0.0.1');
      const publicOrigin = `http://127.0.0.1:${port}`;
      const bff = await startBffUnderTest({ settings: { publicOrigin, trustedProxies: ['127.0.0.1', '::1'] } });
      const nginx = await startNginx({ upstreams: [`http://localhost:${bff.config.port}`], port });
      const browser = await bff.signedIn();
      for (const form of [...smugglingForms(hiddenOf(browser)), ...unusualForms]) {
        const statuses = statusesOf(await sendRaw(publicOrigin, bytesOf(form, browser, close)));
        expect(statuses.length).withContext(form.name).toBeLessThanOrEqual(1);
        const arrived = bff.upstream.arrivals.splice(0).map(({ method, url, headers }) => {
          return [method, url, headers['x-stella-tenant']];
        });
        const wasPassedOn = statuses[0] === 200;
        expect(arrived)
          .withContext(form.name)
          .toEqual(wasPassedOn ? [[form.method, target, 'acme']] : []);
      }
      // The connections between the two are still in step.
      for (let count = 0; count < 40; count++) {
        const answer = await browser.call(`/api/export/runs/${count}`, { headers: { 'X-Stella-Tenant': 'acme' } });
        expect([answer.status, bff.upstream.arrivals.at(-1)?.url]).toEqual([200, `/api/export/runs/${count}`]);
      }
      await nginx.close();
      await bff.close();
    },
    startTimeoutMs,
  );
});
