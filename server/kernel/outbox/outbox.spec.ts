import { sql } from 'kysely';
import { describeWithDatabase } from '../../testing/test-database.ts';
import { silentLogger } from '../../testing/test-logger.ts';
import { createOutbox, type Outbox } from './outbox.ts';

interface Note {
  readonly n: number;
}

describeWithDatabase('An outbox', (database) => {
  let outboxes: Outbox<Note>[] = [];
  let names = 0;
  let name: string;

  beforeEach(() => {
    name = `spec-${(names += 1)}`;
  });
  afterEach(async () => {
    await Promise.all(outboxes.map((outbox) => outbox.close()));
    outboxes = [];
  });

  const open = async (deliver: (tenant: string, n: number, attempt: number) => Promise<void>) => {
    const delivered: string[] = [];
    let changed = Promise.withResolvers<undefined>();
    const outbox = await createOutbox<Note>({
      database: database(),
      logger: silentLogger,
      name,
      deliver: async ({ tenant, message, attempt }) => {
        await deliver(tenant, message.n, attempt);
        delivered.push(`${tenant} ${message.n}`);
        changed.resolve(undefined);
      },
    });
    outboxes.push(outbox);
    const until = async (count: number) => {
      while (delivered.length < count) {
        changed = Promise.withResolvers();
        await changed.promise;
      }
      return delivered;
    };
    return { outbox, until, delivered };
  };
  const putAll = (outbox: Outbox<Note>, tenant: string, ...numbers: number[]) =>
    database().transaction(async () => {
      for (const n of numbers) await outbox.put(tenant, 'note', { n });
    });
  /** Everything is delivered and its row deleted. */
  const emptied = async (outbox: Outbox<Note>) => {
    while ((await outbox.pending()) > 0) await new Promise((resolve) => setImmediate(resolve));
  };

  it('delivers what was committed, in the order it was written', async () => {
    const { outbox, until } = await open(() => Promise.resolve());
    await putAll(outbox, 'acme', 1, 2, 3);
    expect(await until(3)).toEqual(['acme 1', 'acme 2', 'acme 3']);
    await emptied(outbox);
    expect(await outbox.pending()).toBe(0);
  });

  it('delivers nothing of a transaction that rolled back', async () => {
    const { outbox, until } = await open(() => Promise.resolve());
    const lost = database().transaction(async () => {
      await outbox.put('acme', 'note', { n: 1 });
      throw new Error('no');
    });
    await expectAsync(lost).toBeRejected();
    await putAll(outbox, 'acme', 2);
    expect(await until(1)).toEqual(['acme 2']);
  });

  it('tries again what failed, before what came later, and holds no other tenant back', async () => {
    const { outbox, until } = await open((tenant, n, attempt) =>
      tenant === 'acme' && n === 1 && attempt < 3 ? Promise.reject(new Error('down')) : Promise.resolve(),
    );
    await putAll(outbox, 'acme', 1, 2);
    await putAll(outbox, 'globex', 7);
    expect(await until(3)).toEqual(['globex 7', 'acme 1', 'acme 2']);
  });

  it('delivers at the start what an earlier process left', async () => {
    const first = await open(() => Promise.reject(new Error('down')));
    await putAll(first.outbox, 'acme', 1, 2);
    await first.outbox.close();
    await sql`update kernel.outbox set due_at = now() where name = ${name}`.execute(database().query());
    const second = await open(() => Promise.resolve());
    expect(await second.until(2)).toEqual(['acme 1', 'acme 2']);
  });

  it('is shared by processes: each message is delivered once and in order', async () => {
    const seen: string[] = [];
    const note = (tenant: string, n: number) => {
      seen.push(`${tenant} ${n}`);
      return Promise.resolve();
    };
    const [left, right] = [await open(note), await open(note)];
    const numbers = Array.from({ length: 20 }, (_, index) => index);
    await putAll(left.outbox, 'acme', ...numbers);
    await putAll(right.outbox, 'globex', ...numbers);
    await emptied(left.outbox);
    for (const tenant of ['acme', 'globex']) {
      expect(seen.filter((entry) => entry.startsWith(tenant))).toEqual(numbers.map((n) => `${tenant} ${n}`));
    }
  });

  it('lets a delivery use the database, and waits for the one under way when it closes', async () => {
    const entered = Promise.withResolvers<undefined>();
    const release = Promise.withResolvers<undefined>();
    const { outbox, delivered } = await open(async () => {
      entered.resolve(undefined);
      await release.promise;
      await database().transaction(() => sql`select 1`.execute(database().query()));
    });
    await putAll(outbox, 'acme', 1);
    await entered.promise;
    const closed = outbox.close();
    release.resolve(undefined);
    await closed;
    expect(delivered).toEqual(['acme 1']);
    expect(await outbox.pending()).toBe(0);
  });
});
