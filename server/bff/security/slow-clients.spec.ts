import { once } from 'node:events';
import { request as startRequest, type IncomingMessage } from 'node:http';
import { requireProgram } from '../../testing/require-program.ts';
import { startBffUnderTest, startTimeoutMs, type BffUnderTest } from '../testing/bff-under-test.ts';
import type { Browser } from '../testing/browser.ts';
import { attackSlowly, callMeanwhile, type slowWays } from '../testing/slow-clients.ts';

const tenant = { 'X-Stella-Tenant': 'acme' };

// Goal 21
describe('Slow clients', () => {
  let bff: BffUnderTest;
  let browser: Browser;

  beforeAll(async () => {
    const slowness = {
      headersTimeout: 2_000,
      requestTimeout: 3_000,
      idleTimeout: 2_000,
      connectionsCheckingInterval: 200,
    };
    bff = await startBffUnderTest({ slowness, rateLimits: { session: { points: 1_000_000, seconds: 10 } } });
    browser = await bff.signedIn();
  }, startTimeoutMs);
  beforeEach(() => bff.upstream.reset());
  afterAll(() => bff.close());

  /** What it says at its end, after all calls of another client were answered meanwhile. */
  async function attack(way: keyof typeof slowWays, seconds: number): Promise<string> {
    requireProgram('slowhttptest');
    const attacking = attackSlowly({ url: `${bff.origin}/bff/session`, way, connections: 1_000, seconds });
    const call = () => browser.call('/api/export/runs', { headers: tenant });
    const { durations, failures } = await callMeanwhile(attacking, call);
    expect(failures).toEqual([]);
    expect(durations.length).toBeGreaterThan(0);
    return attacking;
  }

  for (const way of ['headers', 'body'] as const) {
    it(
      `are cut, and keep nobody else from being answered: 1,000 with slow ${way}`,
      async () => {
        expect(await attack(way, 20)).toContain('No open connections left');
      },
      startTimeoutMs,
    );
  }

  it(
    'keep nobody else from being answered: 1,000 that read slowly',
    async () => {
      await attack('read', 4);
    },
    startTimeoutMs,
  );

  it('that ask and do not read are let go of, and so is the service', async () => {
    const gone = Promise.withResolvers<undefined>();
    bff.upstream.answer((_request, response) => {
      response.on('close', () => gone.resolve(undefined));
      response.writeHead(200, { 'Content-Type': 'application/zstd' });
      const goOn = () => {
        if (response.writable) response.write(Buffer.alloc(65_536), goOn);
      };
      goOn();
    });
    const { hostname, port } = new URL(bff.origin);
    const path = '/api/export/runs/1/bundle';
    const request = startRequest({ hostname, port, path, headers: browser.headers(tenant), agent: false }).end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.on('error', () => undefined).pause();
    await gone.promise;
    request.destroy();
  });
});
