import { SessionCache } from './session-cache.ts';
import type { SessionState } from './session-states.ts';
import type { Session } from './session.ts';

const start = Date.UTC(2026, 10, 22);
const stateAtStart: SessionState = { version: 1, idleExpiresAt: new Date(start + 900_000), selectedTenant: 'acme' };
const session: Session = {
  ...stateAtStart,
  idHash: 'a',
  subject: 'ada',
  providerSid: null,
  userName: 'ada',
  displayName: 'Ada',
  email: null,
  label: 'A browser',
  authTime: new Date(start),
  createdAt: new Date(start),
  absoluteExpiresAt: new Date(start + 28_800_000),
  tokens: { dpopKey: null, refreshToken: null, accessTokens: {}, tenants: {} },
};

/** A cache over a database of one session. */
function cacheOver(database: { session: Session | undefined }) {
  const asked: string[] = [];
  let now = start;
  const cache = new SessionCache({
    read(idHash) {
      asked.push(`read ${idHash}`);
      return Promise.resolve(database.session);
    },
    readStates(idHashes) {
      asked.push(`states of ${idHashes.join()}`);
      return Promise.resolve(new Map(database.session ? [['a', database.session]] : []));
    },
    now: () => now,
  });
  return { cache, asked, pass: (ms: number) => void (now += ms) };
}

describe('SessionCache', () => {
  it('reads a session once for all who ask within a second', async () => {
    const { cache, asked, pass } = cacheOver({ session });
    await Promise.all([cache.find('a'), cache.find('a')]);
    pass(999);
    expect(await cache.find('a')).toBe(session);
    expect(asked).toEqual(['read a']);
    pass(1);
    await cache.find('a');
    expect(asked).toEqual(['read a', 'read a']);
  });

  it('believes a session in use for as long as refreshing confirms it, without reading it again', async () => {
    const { cache, asked, pass } = cacheOver({ session });
    await cache.find('a');
    for (let round = 0; round < 4; round += 1) {
      pass(500);
      expect(await cache.find('a')).toBe(session);
      await cache.refresh();
    }
    expect(asked).toEqual(['read a', ...Array<string>(4).fill('states of a')]);
  });

  it('does not ask for sessions that nobody uses', async () => {
    const { cache, asked } = cacheOver({ session });
    await cache.find('a');
    await cache.find('a');
    await cache.refresh();
    await cache.refresh();
    expect(asked).toEqual(['read a', 'states of a']);
  });

  it('notices an end, other tokens, and what else was changed elsewhere', async () => {
    const database: { session: Session | undefined } = { session };
    const { cache, asked } = cacheOver(database);
    await cache.find('a');
    const prolonged = { ...session, idleExpiresAt: new Date(start + 1_800_000), selectedTenant: 'globex' };
    database.session = prolonged;
    await cache.find('a');
    await cache.refresh();
    expect(await cache.find('a')).toEqual(prolonged);
    expect(asked).toEqual(['read a', 'states of a']);

    database.session = { ...prolonged, version: 2 };
    await cache.refresh();
    expect((await cache.find('a'))?.version).toBe(2);

    await cache.find('a');
    database.session = undefined;
    await cache.refresh();
    expect(await cache.find('a')).toBeUndefined();
  });

  it('does not undo what happens while it refreshes', async () => {
    const { promise: answered, resolve: answer } = Promise.withResolvers<ReadonlyMap<string, SessionState>>();
    const database: { session: Session | undefined } = { session };
    const cache = new SessionCache({
      read: () => Promise.resolve(database.session),
      readStates: () => answered,
      now: () => start,
    });
    await cache.find('a');
    await cache.find('a');
    const refreshing = cache.refresh();
    database.session = undefined;
    cache.forget('a');
    answer(new Map([['a', stateAtStart]]));
    await refreshing;
    expect(await cache.find('a')).toBeUndefined();
  });

  it('believes nothing for longer where the database does not answer', async () => {
    const database: { session: Session | undefined } = { session };
    let now = start;
    const cache = new SessionCache({
      read: () => (database.session ? Promise.resolve(session) : Promise.reject(new Error('away'))),
      readStates: () => Promise.reject(new Error('away')),
      now: () => now,
    });
    await cache.find('a');
    await cache.find('a');
    database.session = undefined;
    now += 999;
    await expectAsync(cache.refresh()).toBeRejectedWithError('away');
    now += 1;
    await expectAsync(cache.find('a')).toBeRejectedWithError('away');
  });
});
