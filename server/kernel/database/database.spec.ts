import { sql } from 'kysely';
import { describeWithDatabase } from '../../testing/test-database.ts';
import type { Database } from './database.ts';

interface Tables {
  notes: { id: number; text: string; at: Date | null };
}

describeWithDatabase('The database', (database) => {
  const db = () => database().query<Tables>();
  const texts = async () =>
    (await db().selectFrom('notes').select('text').orderBy('id').execute()).map(({ text }) => text);
  const write = (id: number, text: string) => db().insertInto('notes').values({ id, text, at: null }).execute();

  beforeAll(() => sql`create table notes (id int primary key, text text not null, at timestamptz)`.execute(db()));
  beforeEach(() => db().deleteFrom('notes').execute());

  it('carries a transaction along the calls made inside it', async () => {
    await database().transaction(async () => {
      await write(1, 'one');
      await database().transaction(() => write(2, 'two'));
      expect(await texts()).toEqual(['one', 'two']);
    });
    expect(await texts()).toEqual(['one', 'two']);
  });

  it('rolls the whole back where any part rejects', async () => {
    const work = database().transaction(async () => {
      await write(1, 'one');
      await database().transaction(() => Promise.reject(new Error('no')));
    });
    await expectAsync(work).toBeRejectedWithError('no');
    expect(await texts()).toEqual([]);
  });

  it('keeps transactions that run at the same time apart', async () => {
    const kept = Promise.all([1, 2, 3].map((id) => database().transaction(() => write(id, `kept ${id}`))));
    const lost = database().transaction(async () => {
      await write(4, 'lost');
      throw new Error('no');
    });
    await expectAsync(lost).toBeRejectedWithError('no');
    await kept;
    expect(await texts()).toEqual(['kept 1', 'kept 2', 'kept 3']);
  });

  it('lets work that outlives its transaction go on outside it', async () => {
    const committed = Promise.withResolvers<undefined>();
    let late: Promise<unknown> = Promise.resolve();
    await database().transaction(async () => {
      await write(1, 'inside');
      late = committed.promise.then(() => write(2, 'late'));
    });
    committed.resolve(undefined);
    await late;
    expect(await texts()).toEqual(['inside', 'late']);
  });

  it('runs what was put before the commit as its last part, and what was put after it once it is visible', async () => {
    const order: string[] = [];
    await database().transaction(async () => {
      await database().beforeCommit(async () => {
        order.push('before');
        await write(1, 'last');
      });
      database().afterCommit(() => order.push('after'));
      order.push('work');
      return Promise.resolve();
    });
    expect(order).toEqual(['work', 'before', 'after']);
    expect(await texts()).toEqual(['last']);
  });

  it('forgets what was put after a commit that never came', async () => {
    let called = false;
    const work = database().transaction(() => {
      database().afterCommit(() => (called = true));
      return Promise.reject(new Error('no'));
    });
    await expectAsync(work).toBeRejected();
    expect(called).toBeFalse();
  });

  it('tells listeners when the transaction has committed, and they can query at once', async () => {
    const heard = Promise.withResolvers<{ payload: unknown; seen: string[] }>();
    const stop = await database().listen('spec_notes', (payload) => {
      texts().then((seen) => heard.resolve({ payload, seen }), heard.reject);
    });
    await database().transaction(async () => {
      await database().notify('spec_notes', { id: 1 });
      await write(1, 'one');
    });
    expect(await heard.promise).toEqual({ payload: { id: 1 }, seen: ['one'] });
    await stop();
  });

  it('drops a notification that a listener cannot take, and tells the next', async () => {
    const heard = Promise.withResolvers<unknown>();
    const stop = await database().listen('spec_foreign', (payload) => {
      if ((payload as { id: number }).id === 0) throw new Error('not for me');
      heard.resolve(payload);
    });
    await sql`select pg_notify('spec_foreign', 'not JSON')`.execute(db());
    await database().notify('spec_foreign', { id: 0 });
    await database().notify('spec_foreign', { id: 1 });
    expect(await heard.promise).toEqual({ id: 1 });
    await stop();
  });

  it('refuses a notification that PostgreSQL would not carry', async () => {
    await expectAsync(database().notify('spec_notes', { text: 'x'.repeat(8000) })).toBeRejectedWithError(RangeError);
  });

  it('reads types the same way on both kinds', async () => {
    const { rows } = await sql`
      select 9007199254740991::int8 as large, count(*) as count, sum(x)::numeric as sum, array[1,2]::int8[] as list,
        '2026-11-22'::date as day, '1 day'::interval as span, '{"a":[1]}'::jsonb as json, true as yes,
        '2026-11-22T03:10:00.123Z'::timestamptz as at, 'a'::text as text
      from generate_series(1, 3) x`.execute(database().query());
    expect(rows[0]).toEqual({
      large: 9007199254740991,
      count: 3,
      sum: 6,
      list: [1, 2],
      day: '2026-11-22',
      span: '1 day',
      json: { a: [1] },
      yes: true,
      at: new Date('2026-11-22T03:10:00.123Z'),
      text: 'a',
    });
  });

  it('runs a script of several statements, or none of it', async () => {
    await database().runScript(`BEGIN; insert into notes values (1, 'a'); insert into notes values (2, 'b'); COMMIT;`);
    expect(await texts()).toEqual(['a', 'b']);
    const broken = database().runScript(
      `BEGIN; insert into notes values (3, 'c'); insert into nowhere values (1); COMMIT;`,
    );
    await expectAsync(broken).toBeRejected();
    expect(await texts()).toEqual(['a', 'b']);
    await expectAsync(database().ping()).toBeResolved();
  });

  it('does not let a query without await inside a transaction fall out of it', async () => {
    const values = await inParallel(database());
    expect(values).toEqual([1, 2, 3]);
  });
});

function inParallel(database: Database): Promise<unknown[]> {
  return database.transaction(() =>
    Promise.all(
      [1, 2, 3].map(async (value) => {
        const { rows } = await sql<{ value: number }>`select ${value}::int as value`.execute(database.query());
        return rows[0]?.value;
      }),
    ),
  );
}
