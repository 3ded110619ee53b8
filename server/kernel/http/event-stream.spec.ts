import { sql } from 'kysely';
import { z } from 'zod';
import { defineOperation } from '../../contracts/operation.ts';
import { startFakeIssuer, type FakeIssuer } from '../../testing/fake-issuer.ts';
import { openSse, type SseReader } from '../../testing/sse-reader.ts';
import { startTestApp, type TestApp } from '../../testing/test-app.ts';
import { describeWithDatabase } from '../../testing/test-database.ts';
import { createEventLog, type EventLog } from '../events/event-log.ts';
import { eventStream } from './event-stream.ts';
import { route } from './route.ts';

const stream = {
  method: 'get',
  summary: 'Events',
  access: 'export:read',
  transport: 'events',
  query: z.strictObject({ lastEventId: z.string().optional() }),
  success: { status: 200, description: 'Events', mediaType: 'text/event-stream' },
} as const;
const all = defineOperation({ ...stream, id: 'all', path: '/events' });
const ofRun = defineOperation({
  ...stream,
  id: 'ofRun',
  path: '/runs/{id}/events',
  params: z.strictObject({ id: z.string() }),
});

describeWithDatabase('A stream of events', (database) => {
  let issuer: FakeIssuer;
  let app: TestApp;
  let log: EventLog;
  let tenant: string;
  let tenants = 0;
  const readers: SseReader[] = [];

  beforeAll(async () => {
    issuer = await startFakeIssuer();
    log = await createEventLog(database(), 'spec');
  });
  beforeEach(async () => {
    tenant = `tenant-${(tenants += 1)}`;
    app = await startTestApp({
      database: database(),
      issuer,
      routes: [
        route(all, () => eventStream({ log, heartbeatMs: 20 })),
        route(ofRun, ({ params }) => eventStream({ log, subject: params.id })),
      ],
    });
  });
  afterEach(async () => {
    for (const reader of readers.splice(0)) reader.close();
    await app.close({ graceMs: 1000 });
  });
  afterAll(async () => {
    await log.close();
    await issuer.close();
  });

  const who = () => ({ scope: 'export:read', tenants: { [tenant]: ['viewer'] } });
  const open = async (path: string, headers: Record<string, string> = {}) => {
    const reader = await openSse(await app.fetchAs(who(), path, { headers }));
    readers.push(reader);
    return reader;
  };
  const append = (n: number, subject = 'run-1') => log.append(tenant, 'run.progress', subject, { n });
  const appendAll = async (...numbers: number[]) => {
    for (const n of numbers) await append(n);
  };
  const numbersOf = (events: { data: unknown }[]) => events.map(({ data }) => (data as { n: number }).n);

  it('brings what happens from now on, with the event numbers of the tenant', async () => {
    await appendAll(1, 2);
    const reader = await open('/events');
    await appendAll(3, 4);
    const events = await reader.take(2);
    expect(events).toEqual([
      { id: '3', event: 'run.progress', data: { n: 3 } },
      { id: '4', event: 'run.progress', data: { n: 4 } },
    ]);
    expect(reader.retry).toBe(2000);
  });

  it('ends with a reader that went away while it read the log', async () => {
    const reading = Promise.withResolvers<undefined>();
    const gone = Promise.withResolvers<undefined>();
    const stopped = Promise.withResolvers<undefined>();
    const event = { seq: 1, type: 'run.progress', subject: 'run-1', data: {}, at: new Date() };
    const slowLog: EventLog = {
      ...log,
      position: () => Promise.resolve({ oldest: 1, newest: 0 }),
      onAppend: () => () => stopped.resolve(undefined),
      async after() {
        reading.resolve(undefined);
        await gone.promise;
        return [event];
      },
    };
    const own = await startTestApp({
      database: database(),
      issuer,
      routes: [
        route(all, ({ signal }) => {
          signal.addEventListener('abort', () => gone.resolve(undefined));
          return eventStream({ log: slowLog });
        }),
      ],
    });
    const reader = await openSse(await own.fetchAs(who(), '/events', {}));
    await reading.promise;
    reader.close();
    await expectAsync(stopped.promise).toBeResolved();
    await own.close({ graceMs: 0 });
  });

  it('tells its position at once, so that a connection lost before the first event loses none', async () => {
    await appendAll(1, 2);
    const reader = await open('/events');
    expect(reader.lastId).toBe('2');
  });

  for (const how of ['header', 'parameter'] as const) {
    it(`continues after the event that the ${how} names`, async () => {
      await appendAll(1, 2, 3);
      const reader =
        how === 'header' ? await open('/events', { 'Last-Event-ID': '1' }) : await open('/events?lastEventId=1');
      await append(4);
      expect(numbersOf(await reader.take(3))).toEqual([2, 3, 4]);
    });
  }

  it('believes the header over the parameter, which names the first position for ever', async () => {
    await appendAll(1, 2, 3);
    const reader = await open('/events?lastEventId=0', { 'Last-Event-ID': '2' });
    expect(numbersOf(await reader.take(1))).toEqual([3]);
  });

  it('begins a run’s stream with its first event and leaves other runs out', async () => {
    await append(1);
    await append(2, 'run-2');
    await append(3);
    const reader = await open('/runs/run-1/events');
    await append(4, 'run-2');
    await append(5);
    expect(numbersOf(await reader.take(3))).toEqual([1, 3, 5]);
  });

  it('keeps tenants apart, in their numbers too', async () => {
    await log.append('other', 'run.created', 'run-9', { n: 99 });
    const reader = await open('/events');
    await log.append('other', 'run.created', 'run-9', { n: 100 });
    await append(1);
    expect(await reader.take(1)).toEqual([{ id: '1', event: 'run.progress', data: { n: 1 } }]);
  });

  it('resets a reader whose position is no longer kept, then goes on', async () => {
    await appendAll(1, 2, 3);
    await sql`delete from kernel.events where tenant = ${tenant} and seq <= 2`.execute(database().query());
    const reader = await open('/events', { 'Last-Event-ID': '1' });
    await append(4);
    expect(await reader.take(2)).toEqual([
      { id: '3', event: 'reset', data: {} },
      { id: '4', event: 'run.progress', data: { n: 4 } },
    ]);
    const stillKept = await open('/events', { 'Last-Event-ID': '2' });
    expect(numbersOf(await stillKept.take(2))).toEqual([3, 4]);
  });

  it('resets a reader from the future, as after a database was restored from a copy', async () => {
    await append(1);
    const reader = await open('/events', { 'Last-Event-ID': '900' });
    expect((await reader.take(1))[0]?.event).toBe('reset');
  });

  it('refuses a position that is no number', async () => {
    expect((await app.fetchAs(who(), '/events', { headers: { 'Last-Event-ID': 'x' } })).status).toBe(400);
  });

  it('shows nothing of a transaction that rolled back, and leaves no gap for it', async () => {
    const reader = await open('/events');
    await database()
      .transaction(async () => {
        await append(1);
        throw new Error('no');
      })
      .catch(() => undefined);
    await append(2);
    expect(await reader.take(1)).toEqual([{ id: '1', event: 'run.progress', data: { n: 2 } }]);
  });

  it('has neither gap nor repeat while many write and readers come and go', async () => {
    const writing = Promise.all(
      Array.from({ length: 8 }, (_, writer) =>
        (async () => {
          for (let n = 0; n < 15; n += 1) await database().transaction(() => append(writer * 100 + n));
        })(),
      ),
    );
    const seen: string[] = [];
    let lastId = '0';
    while (seen.length < 120) {
      const reader = await open(`/events?lastEventId=${lastId}`);
      const events = await reader.take(Math.min(17, 120 - seen.length));
      seen.push(...events.map(({ id }) => id));
      lastId = seen.at(-1) ?? '0';
      reader.close();
    }
    await writing;
    expect(seen).toEqual(Array.from({ length: 120 }, (_, index) => String(index + 1)));
  });

  it('sends comments while nothing happens, so that no proxy takes it for dead', async () => {
    const reader = await open('/events');
    await reader.heartbeat();
    await reader.heartbeat();
    await append(1);
    expect(numbersOf(await reader.take(1))).toEqual([1]);
  });

  it('ends when the server closes, which does not wait for it', async () => {
    const reader = await open('/events');
    await app.close({ graceMs: 10_000 });
    await reader.ended;
    expect(reader.failed).toBeFalse();
  });
});
