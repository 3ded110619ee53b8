import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import type { ErrorEnvelope } from '../../../contracts/errors.ts';
import { defineOperation } from '../../../contracts/operation.ts';
import { startFakeIssuer, type FakeIssuer } from '../../../testing/fake-issuer.ts';
import { startTestApp, type TestApp } from '../../../testing/test-app.ts';
import { describeWithDatabase } from '../../../testing/test-database.ts';
import { AppError } from '../errors.ts';
import { route, routeReachingOut } from '../route.ts';

const base = {
  method: 'post',
  summary: 'Counts',
  access: 'export:run',
  transport: 'json',
  body: z.strictObject({ text: z.string() }),
  success: { status: 201, description: 'The number', schema: z.strictObject({ number: z.number() }) },
} as const;
const required = defineOperation({ ...base, id: 'required', path: '/required', idempotency: 'required' });
const accepted = defineOperation({ ...base, id: 'accepted', path: '/accepted', idempotency: 'accepted' });
const reaching = defineOperation({ ...base, id: 'reaching', path: '/reaching', idempotency: 'accepted' });

const operator = { scope: 'export:run', tenants: { acme: ['operator'], globex: ['operator'] } };

describeWithDatabase('An idempotency key', (database) => {
  let issuer: FakeIssuer;
  let app: TestApp;
  /** What the reaching handler waits for. */
  let gate = Promise.resolve();
  let entered = Promise.withResolvers<undefined>();

  const count = async () => {
    const { rows } = await sql<{ count: number }>`select count(*) as count from effects`.execute(database().query());
    return rows[0]?.count ?? 0;
  };
  const act = async ({ body }: { body: { text: string } }) => {
    await sql`insert into effects values (${body.text})`.execute(database().query());
    if (body.text === 'refuse') throw new AppError('ERR_CONFLICT', 'No.');
    return { number: await count() };
  };

  beforeAll(async () => {
    await sql`create table effects (text text)`.execute(database().query());
    issuer = await startFakeIssuer();
    app = await startTestApp({
      database: database(),
      issuer,
      routes: [
        route(required, act),
        route(accepted, act),
        routeReachingOut(reaching, async (call) => {
          entered.resolve(undefined);
          await gate;
          return act(call);
        }),
      ],
    });
  });
  beforeEach(async () => {
    await sql`delete from effects`.execute(database().query());
    gate = Promise.resolve();
    entered = Promise.withResolvers();
  });
  afterAll(async () => {
    await app.close({ graceMs: 1000 });
    await issuer.close();
  });

  interface Sent {
    readonly key?: string;
    readonly text?: string;
    readonly tenant?: string;
    readonly subject?: string;
  }
  const send = (path: string, { key, text = 'a', tenant = 'acme', subject = 'user-1' }: Sent = {}) =>
    app.fetchAs({ ...operator, subject }, path, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'X-Stella-Tenant': tenant,
        ...(key === undefined ? {} : { 'Idempotency-Key': key }),
      },
      body: JSON.stringify({ text }),
    });
  const codeOf = async (response: Response) => ((await response.json()) as ErrorEnvelope).code;

  for (const path of ['/required', '/reaching']) {
    it(`gets the first answer again, and the effect only once (${path})`, async () => {
      const key = randomUUID();
      const first = await send(path, { key });
      const second = await send(path, { key: key.toUpperCase() });
      expect([first.status, second.status]).toEqual([201, 201]);
      expect(await second.json()).toEqual(await first.json());
      expect(await count()).toBe(1);
    });

    it(`is refused for another body (${path})`, async () => {
      const key = randomUUID();
      await send(path, { key });
      const other = await send(path, { key, text: 'b' });
      expect(other.status).toBe(409);
      expect(await codeOf(other)).toBe('ERR_IDEMPOTENCY');
    });

    it(`of a refused request may be used again: nothing had happened (${path})`, async () => {
      const key = randomUUID();
      expect(await codeOf(await send(path, { key, text: 'refuse' }))).toBe('ERR_CONFLICT');
      expect((await send(path, { key, text: 'b' })).status).toBe(201);
    });
  }

  it('takes the effect back together with a refused answer', async () => {
    await send('/required', { key: randomUUID(), text: 'refuse' });
    expect(await count()).toBe(0);
    await send('/accepted', { text: 'refuse' });
    expect(await count()).toBe(0);
  });

  it('counts for its subject, tenant and path only', async () => {
    const key = randomUUID();
    for (const sent of [{ key }, { key, tenant: 'globex' }, { key, subject: 'user-2' }]) {
      expect((await send('/required', sent)).status).toBe(201);
    }
    expect((await send('/accepted', { key })).status).toBe(201);
    expect(await count()).toBe(4);
  });

  it('is asked for where required, and must be a UUID', async () => {
    expect(await codeOf(await send('/required'))).toBe('ERR_VALIDATION');
    expect(await codeOf(await send('/required', { key: 'again' }))).toBe('ERR_VALIDATION');
    expect((await send('/accepted')).status).toBe(201);
  });

  it('sent by twenty callers at once has one effect, and all get one answer', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => send('/required', { key })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1);
    expect(await count()).toBe(1);
  });

  it('of a call that still reaches out is told to wait', async () => {
    const key = randomUUID();
    const hold = Promise.withResolvers<undefined>();
    gate = hold.promise.then(() => undefined);
    const first = send('/reaching', { key });
    await entered.promise;
    const twin = await send('/reaching', { key });
    expect(twin.headers.get('retry-after')).toBe('1');
    expect(await codeOf(twin)).toBe('ERR_IDEMPOTENCY');
    hold.resolve(undefined);
    expect((await first).status).toBe(201);
    expect((await send('/reaching', { key })).status).toBe(201);
    expect(await count()).toBe(1);
  });

  it('that a dead process had reserved can be used once that lapses', async () => {
    const key = randomUUID();
    await send('/reaching', { key });
    await sql`update kernel.idempotency set status = null, leased_until = now() - interval '1 second' where key = ${key}`.execute(
      database().query(),
    );
    expect((await send('/reaching', { key })).status).toBe(201);
    expect(await count()).toBe(2);
  });

  it('is forgotten after a day', async () => {
    const key = randomUUID();
    await send('/required', { key });
    await sql`update kernel.idempotency set created_at = now() - interval '25 hours' where key = ${key}`.execute(
      database().query(),
    );
    expect((await send('/required', { key, text: 'b' })).status).toBe(201);
    expect(await count()).toBe(2);
  });
});
