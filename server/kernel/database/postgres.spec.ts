import { sql } from 'kysely';
import { z } from 'zod';
import { defineOperation } from '../../contracts/operation.ts';
import { openCuttableLink, type CuttableLink } from '../../testing/cuttable-link.ts';
import { startFakeIssuer, type FakeIssuer } from '../../testing/fake-issuer.ts';
import { startTestApp, type TestApp } from '../../testing/test-app.ts';
import { describeOnPostgres, makeTestDatabaseHome, type TestDatabaseHome } from '../../testing/test-database.ts';
import { createJobQueue } from '../queue/create-job-queue.ts';
import { route } from '../http/route.ts';
import { silentLogger } from '../../testing/test-logger.ts';
import { StartError } from '../start-error.ts';
import { openDatabase, type Database } from './database.ts';

const ask = defineOperation({
  id: 'ask',
  method: 'get',
  path: '/ask',
  summary: 'Asks the database',
  access: 'public',
  transport: 'json',
  success: { status: 200, description: 'One', schema: z.strictObject({ one: z.literal(1) }) },
});

describeOnPostgres('A connection to PostgreSQL', () => {
  let home: TestDatabaseHome;
  let link: CuttableLink;
  let database: Database;
  let issuer: FakeIssuer;
  let app: TestApp;

  beforeEach(async () => {
    home = await makeTestDatabaseHome();
    const direct = new URL(home.url ?? '');
    link = await openCuttableLink({ host: direct.hostname, port: Number(direct.port || 5432) });
    direct.hostname = '127.0.0.1';
    direct.port = String(link.port);
    database = await openDatabase({ ...home, url: direct.href });
    issuer = await startFakeIssuer();
    const answer = async () => {
      const { rows } = await sql<{ one: 1 }>`select 1 as one`.execute(database.query());
      return rows[0] ?? { one: 1 as const };
    };
    app = await startTestApp({ database, issuer, routes: [route(ask, answer)] });
  });
  afterEach(async () => {
    link.restore();
    await app.close({ graceMs: 1000 });
    await issuer.close();
    await database.close();
    await link.close();
    await home.remove();
  });

  it('that is lost makes calls fail with 503, and they work again by themselves', async () => {
    expect((await app.fetch('/ask')).status).toBe(200);
    link.cut();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const response = await app.fetch('/ask');
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('2');
      expect(await response.json()).toEqual(jasmine.objectContaining({ code: 'ERR_UNAVAILABLE' }));
    }
    link.restore();
    expect((await app.fetch('/ask')).status).toBe(200);
  });

  it('that is lost inside a transaction rolls it back', async () => {
    await sql`create table kept (n int)`.execute(database.query());
    const work = database.transaction(async () => {
      await sql`insert into kept values (1)`.execute(database.query());
      link.cut();
      await sql`insert into kept values (2)`.execute(database.query());
    });
    await expectAsync(work).toBeRejected();
    link.restore();
    const { rows } = await sql<{ count: number }>`select count(*) as count from kept`.execute(database.query());
    expect(rows[0]?.count).toBe(0);
  });

  it('that is lost is built anew for notifications, and the listener told to look for what it missed', async () => {
    const heard = Promise.withResolvers<unknown>();
    const reconnected = Promise.withResolvers<undefined>();
    await database.listen('spec_lost', heard.resolve, () => reconnected.resolve(undefined));
    link.cut();
    link.restore();
    await reconnected.promise;
    await database.notify('spec_lost', { n: 1 });
    expect(await heard.promise).toEqual({ n: 1 });
  });

  it('that is lost holds up nobody who stops listening', async () => {
    const stop = await database.listen('spec_gone', () => undefined);
    link.cut();
    expect((await app.fetch('/ask')).status).toBe(503);
    await expectAsync(stop()).toBeResolved();
  });

  it('that is lost stops no job for good', async () => {
    const queue = await createJobQueue(database, silentLogger);
    await queue.define('lost', { retryLimit: 3, expireInSeconds: 60 });
    const ran = Promise.withResolvers<undefined>();
    await queue.work('lost', { concurrency: 1 }, () => {
      ran.resolve(undefined);
      return Promise.resolve();
    });
    link.cut();
    expect((await app.fetch('/ask')).status).toBe(503);
    link.restore();
    await queue.send('lost', {});
    await ran.promise;
    await queue.stop({ timeoutMs: 1000 });
  });

  it('that cannot be made stops the start in one line without the password', async () => {
    const url = `postgres://someone:hunter2@127.0.0.1:1/nowhere`;
    const error = await openDatabase({ ...home, url }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StartError);
    expect((error as StartError).message).toBe(
      'DATABASE_URL: the PostgreSQL server cannot be used (it does not answer: ECONNREFUSED).',
    );
  });
});
