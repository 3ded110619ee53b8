import { setTimeout as delay } from 'node:timers/promises';
import { requireProgram } from '../../testing/require-program.ts';
import { describeOnPostgres } from '../../testing/test-database.ts';
import { startBffProcesses, type BffProcesses } from '../testing/bff-processes.ts';
import { startTimeoutMs } from '../testing/bff-under-test.ts';

const tenant = { headers: { 'X-Stella-Tenant': 'acme' } };

// Goal 10, by the clock on the wall
describeOnPostgres('Three BFFs behind nginx, for as long as it takes', () => {
  let bffs: BffProcesses;
  let started: Promise<BffProcesses> | undefined;

  beforeEach(async () => {
    requireProgram('nginx');
    started ??= startBffProcesses({ count: 3, behindNginx: true });
    bffs = await started;
    bffs.provider.behave();
    bffs.upstream.reset();
  }, startTimeoutMs);
  afterAll(async () => (await started)?.close());

  it('ask a provider that takes 10 s once for 100 calls', async () => {
    bffs.provider.accessTokenSeconds = 1;
    const browser = await bffs.signedIn();
    await delay(1001);
    bffs.provider.accessTokenSeconds = 3600;
    bffs.provider.tokenRequests.length = 0;
    bffs.provider.misbehaviour.refreshGate = () => delay(10_000);
    const calls = Array.from({ length: 100 }, () => browser.call('/api/export/runs', tenant));
    expect(new Set((await Promise.all(calls)).map(({ status }) => status))).toEqual(new Set([200]));
    expect(bffs.provider.tokenRequests).toHaveSize(1);
  }, 60_000);

  it('sign nobody out with access tokens of 5 s, and refresh once an expiry for 50 tabs', async () => {
    bffs.provider.accessTokenSeconds = 5;
    const browser = await bffs.signedIn();
    bffs.provider.tokenRequests.length = 0;
    const seconds = 30;
    const until = performance.now() + seconds * 1000;
    const statuses = new Set<number>();
    const tab = async () => {
      while (performance.now() < until) {
        statuses.add((await browser.call('/api/export/runs', tenant)).status);
        await delay(100);
      }
    };
    await Promise.all(Array.from({ length: 50 }, tab));
    expect(statuses).toEqual(new Set([200]));
    // Each is refreshed between 4 s and 5 s of its life.
    expect(bffs.provider.tokenRequests.length).toBeGreaterThanOrEqual(Math.floor(seconds / 5) - 1);
    expect(bffs.provider.tokenRequests.length).toBeLessThanOrEqual(Math.ceil(seconds / 4));
    const used = new Set(bffs.upstream.arrivals.map(({ headers }) => headers.authorization));
    expect(used.size).toBe(bffs.provider.tokenRequests.length + 1);
    expect(bffs.provider.reuses).toBe(0);
    expect((await browser.call('/bff/session')).json()['authenticated']).toBeTrue();
  }, 90_000);
});
