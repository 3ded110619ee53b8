import { describeOnPostgres } from '../../testing/test-database.ts';
import { requireProgram } from '../../testing/require-program.ts';
import { startBffUnderTest, startTimeoutMs } from '../testing/bff-under-test.ts';
import { startBffProcesses, type BffProcesses } from '../testing/bff-processes.ts';
import type { Browser } from '../testing/browser.ts';
import { openAnswer } from '../testing/open-answer.ts';

const tenant = { 'X-Stella-Tenant': 'acme' };
const post = { method: 'POST', headers: { ...tenant, 'Content-Type': 'application/json' }, body: '{}' };

// Goal 27
describe('A BFF that is stopped', () => {
  it(
    'finishes the calls under way, ends event streams cleanly, and takes nothing new',
    async () => {
      const bff = await startBffUnderTest();
      const second = await bff.secondInstance();
      const browser = await bff.signedIn();
      const arrived = Promise.withResolvers<undefined>();
      const released = Promise.withResolvers<undefined>();
      bff.upstream.answer((_request, response, { url }) => {
        if (url.includes('events')) {
          response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('retry: 2000\n\n');
          return;
        }
        arrived.resolve(undefined);
        void released.promise.then(() => response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}'));
      });
      const headers = browser.headers({ Host: new URL(bff.origin).host });
      const stream = await openAnswer(second.url, '/api/export/events?tenant=acme', headers);
      await stream.until('retry: 2000');
      const running = browser.callAt(second.url, '/api/export/runs', { headers: tenant });
      await arrived.promise;

      const closed = second.close({ graceMs: 10_000 });
      expect(await stream.ended).toBe('complete');
      await expectAsync(browser.callAt(second.url, '/bff/session')).toBeRejected();
      released.resolve(undefined);
      const answer = await running;
      expect([answer.status, answer.headers.connection]).toEqual([200, 'close']);
      await closed;
      expect((await browser.call('/bff/session')).json()['authenticated']).toBeTrue();
      await bff.close();
    },
    startTimeoutMs,
  );
});

// Goal 27
describeOnPostgres('A BFF that is stopped under load', () => {
  let bffs: BffProcesses;
  let started: Promise<BffProcesses> | undefined;

  beforeEach(async () => {
    requireProgram('nginx');
    started ??= startBffProcesses({ count: 2, behindNginx: true });
    bffs = await started;
    bffs.provider.behave();
    bffs.upstream.reset();
  }, startTimeoutMs);
  afterAll(async () => (await started)?.close());

  /** People who call one after the other until told to stop; what was not answered with 200 is remembered. */
  function callOnAndOn(browser: Browser, people: number) {
    let going = true;
    let answered = 0;
    const failed: string[] = [];
    const person = async (number: number) => {
      while (going) {
        const sending = number % 2 ? post : { headers: tenant };
        const outcome = await browser.call('/api/export/runs', sending).then(
          ({ status, body }) => (status === 200 ? 'ok' : `${String(status)} ${body}`),
          (error: unknown) => String(error),
        );
        answered += 1;
        if (outcome !== 'ok') failed.push(outcome);
      }
    };
    const all = Array.from({ length: people }, (_, number) => person(number));
    return {
      /** Resolves when so many more calls were answered. */
      async more(count: number) {
        const enough = answered + count;
        while (answered < enough) await new Promise((resolve) => setImmediate(resolve));
      },
      async stop() {
        going = false;
        await Promise.all(all);
        return failed;
      },
    };
  }

  it('is restarted, one after the other behind nginx, without a call that fails', async () => {
    const browser = await bffs.signedIn();
    const calls = callOnAndOn(browser, 8);
    await calls.more(50);
    for (const instance of bffs.instances) {
      expect(await instance.stop()).toBe(0);
      await calls.more(50);
      await instance.start();
      await calls.more(50);
    }
    expect(await calls.stop()).toEqual([]);
    expect((await browser.call('/bff/session')).json()['authenticated']).toBeTrue();
  }, 120_000);

  it('finishes the calls under way and tells event streams to come back, which they do elsewhere', async () => {
    const browser = await bffs.signedIn();
    const [first, second] = bffs.instances;
    const answers: (() => void)[] = [];
    bffs.upstream.answer((_request, response, { url }) => {
      if (url.includes('events')) {
        response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('retry: 2000\nid: 7\n\n');
      } else answers.push(() => response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}'));
    });
    const headers = browser.headers({ Host: new URL(bffs.origin).host });
    const stream = await openAnswer(first?.url ?? '', '/api/export/events?tenant=acme', headers);
    await stream.until('id: 7');
    const running = browser.callAt(first?.url ?? '', '/api/export/runs', { headers: tenant });
    while (answers.length === 0) await new Promise((resolve) => setImmediate(resolve));

    const stopped = first?.stop();
    // A clean end, which an EventSource takes as a reason to connect again.
    expect(await stream.ended).toBe('complete');
    const again = await openAnswer(bffs.origin, '/api/export/events?tenant=acme', headers);
    await again.until('id: 7');
    for (const answer of answers) answer();
    expect((await running).status).toBe(200);
    expect(await stopped).toBe(0);
    expect((await browser.callAt(second?.url ?? '', '/bff/session')).json()['authenticated']).toBeTrue();
    again.abort();
    await first?.start();
  }, 120_000);
});
