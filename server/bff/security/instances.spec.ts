import { describeOnPostgres } from '../../testing/test-database.ts';
import { requireProgram } from '../../testing/require-program.ts';
import { startTimeoutMs } from '../testing/bff-under-test.ts';
import { startBffProcesses, type BffProcesses } from '../testing/bff-processes.ts';
import type { Browser } from '../testing/browser.ts';
import { openAnswer } from '../testing/open-answer.ts';
import type { Answer } from '../testing/send.ts';

const tenant = { headers: { 'X-Stella-Tenant': 'acme' } };
const statusOf = ({ status }: Answer) => status;

// Goals 10, 11; the acceptance lines of two BFFs behind nginx and of access tokens of a few seconds
describeOnPostgres('Two BFFs on machines of their own behind nginx, without stickiness', () => {
  let bffs: BffProcesses;
  let started: Promise<BffProcesses> | undefined;

  beforeEach(async () => {
    requireProgram('nginx');
    started ??= startBffProcesses({ count: 2, behindNginx: true, apart: true });
    bffs = await started;
    bffs.provider.behave();
    bffs.upstream.reset();
  }, startTimeoutMs);
  afterAll(async () => (await started)?.close());

  /** How many requests each of them has answered so far. */
  const answered = () => bffs.instances.map(({ lines }) => lines.filter(({ message }) => message === 'request').length);

  it('are one: what began on one goes on on the other, in every call', async () => {
    const browser = await bffs.signedIn();
    const [before, errorsBefore] = [answered(), bffs.nginx?.errors.length];
    const calls = Array.from({ length: 300 }, () => browser.call('/api/export/runs', tenant));
    expect(new Set((await Promise.all(calls)).map(statusOf))).toEqual(new Set([200]));
    const saved = await browser.call('/console/preferences', {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: '{"theme":"dark"}',
    });
    expect(saved.status).toBe(200);
    for (let count = 0; count < 4; count++) {
      expect((await browser.call('/console/preferences')).json()['theme']).toBe('dark');
    }
    for (const [index, count] of answered().entries()) expect(count - (before[index] ?? 0)).toBeGreaterThan(100);
    expect(bffs.nginx?.errors.length).toBe(errorsBefore);
  });

  it('end together: signed out on one, the event stream and download of the other end within 2 s', async () => {
    bffs.upstream.answer((_request, response) =>
      response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(': here\n\n'),
    );
    const browser = await bffs.signedIn();
    const paths = ['/api/export/events?tenant=acme', '/api/export/runs/1/bundle?tenant=acme'];
    const headers = browser.headers({ Host: new URL(bffs.origin).host });
    const addresses = [bffs.origin, ...bffs.instances.map(({ url }) => url)];
    const opened = await Promise.all(
      addresses.flatMap((address) =>
        paths.map(async (path) => {
          const answer = await openAnswer(address, path, headers);
          await answer.until(': here');
          return answer;
        }),
      ),
    );
    const startedAt = performance.now();
    expect((await browser.call('/bff/logout', { method: 'POST' })).status).toBe(200);
    const ended = await Promise.all(opened.map(({ ended }) => ended));
    expect(performance.now() - startedAt).toBeLessThan(2000);
    expect(ended).toEqual(Array.from(opened, () => 'cut'));
  });

  it('with access tokens of a second sign nobody out, and refresh once an expiry for 50 tabs', async () => {
    bffs.provider.accessTokenSeconds = 1;
    const browser = await bffs.signedIn();
    bffs.provider.tokenRequests.length = 0;
    const begun = performance.now();
    const until = begun + 4_000;
    const statuses = new Map<number, number>();
    const tab = async () => {
      while (performance.now() < until) {
        const { status } = await browser.call('/api/export/runs', tenant);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: 50 }, tab));
    expect([...statuses.keys()]).toEqual([200]);
    const seconds = (performance.now() - begun) / 1000;
    // Each token serves for 0.8 s to 1 s.
    const tokens = new Set(bffs.upstream.arrivals.map(({ headers }) => headers.authorization)).size;
    expect(bffs.provider.tokenRequests.length).toBeLessThanOrEqual(Math.ceil(seconds / 0.8) + 1);
    expect(bffs.provider.tokenRequests.length).toBeGreaterThanOrEqual(3);
    expect(bffs.provider.tokenRequests.length - (tokens - 1)).toBeLessThanOrEqual(1);
    expect(bffs.provider.reuses).toBe(0);
    expect((await browser.call('/bff/session')).json()['authenticated']).toBeTrue();
  });

  it('go on refreshing where the one that asked the provider is killed', async () => {
    bffs.provider.accessTokenSeconds = 1;
    const browser = await bffs.signedIn();
    await expired(browser);
    bffs.provider.tokenRequests.length = 0;
    const arrived = Promise.withResolvers<undefined>();
    bffs.provider.misbehaviour.refreshGate = () => {
      arrived.resolve(undefined);
      return new Promise(() => undefined);
    };
    const [first, second] = bffs.instances;
    const dying = browser.callAt(first?.url ?? '', '/api/export/runs', tenant).then(statusOf, () => 'cut');
    await arrived.promise;
    const startedAt = performance.now();
    await first?.kill();
    bffs.provider.misbehaviour.refreshGate = undefined;
    bffs.provider.accessTokenSeconds = 3600;
    const calls = Array.from({ length: 20 }, () => browser.callAt(second?.url ?? '', '/api/export/runs', tenant));
    expect(new Set((await Promise.all(calls)).map(statusOf))).toEqual(new Set([200]));
    expect(await dying).toBe('cut');
    // Not before the dead one's lease was over, and soon after.
    expect(performance.now() - startedAt).toBeGreaterThan(2_000);
    expect(performance.now() - startedAt).toBeLessThan(8_000);
    expect(bffs.provider.tokenRequests).toHaveSize(2);
    await first?.start();
  });

  /** The BFFs cannot tell a token of a second from one that is over, but the clock can. */
  async function expired(browser: Browser): Promise<void> {
    const { tokens } = (await browser.call('/console/token/introspect')).json() as { tokens: { expiresAt: string }[] };
    const end = Math.max(...tokens.map(({ expiresAt }) => Date.parse(expiresAt)));
    await new Promise((resolve) => setTimeout(resolve, end - Date.now() + 1));
  }
});
