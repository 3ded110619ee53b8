import { randomBytes } from 'node:crypto';
import { describeWithDatabase } from '../../testing/test-database.ts';
import { silentLogger } from '../../testing/test-logger.ts';
import { createAuditTrail } from '../audit/audit-trail.ts';
import { bffMigrations } from '../migrations.ts';
import type { BffTables } from '../tables.ts';
import { hashOfSessionId } from './session.ts';
import { createSessionStore } from './session-store.ts';
import { startSessions, type NewSession, type Sessions } from './sessions.ts';
import { createVaultSeal } from './vault-seal.ts';

const ada: NewSession = {
  person: {
    subject: 'ada',
    providerSid: null,
    userName: 'ada',
    displayName: 'Ada',
    email: null,
    authTime: new Date('2026-11-22T10:00:00Z'),
  },
  tokens: { dpopKey: null, refreshToken: null, accessTokens: {}, tenants: {} },
  label: 'A browser',
};

/** Two instances on one database, whose clock stands still until it is moved. */
describeWithDatabase(
  'Sessions of two instances',
  (database) => {
    let here: Sessions;
    let elsewhere: Sessions;
    let idHash: string;
    let now: number;
    let ended: string[];

    beforeEach(async () => {
      now = Date.parse('2026-11-22T10:00:00Z');
      ended = [];
      const seal = createVaultSeal([{ id: 'key', secret: randomBytes(32) }]);
      const startInstance = () =>
        startSessions({
          database: database(),
          store: createSessionStore(database(), seal, silentLogger),
          audit: createAuditTrail(database(), silentLogger),
          limits: { idleSeconds: 900, absoluteSeconds: 28_800 },
          onRemoved: (_session, reason) => void ended.push(reason),
          now: () => now,
        });
      [here, elsewhere] = [await startInstance(), await startInstance()];
      await database().query<BffTables>().deleteFrom('bff.sessions').execute();
      idHash = hashOfSessionId(await here.start(ada)) ?? '';
    });
    afterEach(async () => {
      await here.close();
      await elsewhere.close();
    });

    const found = async (sessions: Sessions) => {
      const session = await sessions.find(idHash);
      if (!session) throw new Error('It has ended');
      return session;
    };

    it('do not end what looks idle only to the one that has not heard how it was prolonged', async () => {
      now += 899_500;
      await found(elsewhere);
      await here.prolong(await found(here), 'exactly');
      now += 600;
      expect((await found(elsewhere)).idleExpiresAt).toEqual(new Date(now - 600 + 900_000));
      expect(ended).toEqual([]);
    });

    it('do not prolong what is over, though one still holds it', async () => {
      const held = await found(elsewhere);
      now += 900_000;
      expect((await elsewhere.prolong(held, 'exactly')).idleExpiresAt).toEqual(held.idleExpiresAt);
      expect(await here.find(idHash)).toBeUndefined();
      expect(ended).toEqual(['idle']);
    });

    it('take less than half a minute for not worth a write', async () => {
      now += 29_000;
      const session = await found(here);
      expect(await here.prolong(session)).toBe(session);
      now += 1_000;
      expect((await here.prolong(session)).idleExpiresAt).toEqual(new Date(now + 900_000));
    });

    it('end one that expired once, whoever finds it first', async () => {
      now += 900_000;
      expect(await Promise.all([here.find(idHash), elsewhere.find(idHash)])).toEqual([undefined, undefined]);
      await here.endExpired();
      expect(ended).toEqual(['idle']);
    });

    it('hear at once of an end on the other', async () => {
      const heard = Promise.withResolvers<string>();
      elsewhere.onEnded(heard.resolve);
      await here.end(idHash, 'signed-out');
      expect(await heard.promise).toBe(idHash);
      expect(await elsewhere.find(idHash)).toBeUndefined();
    });

    it('step up once: of two at the same time one finds the session gone', async () => {
      const results = await Promise.all([here.stepUp(idHash, ada), elsewhere.stepUp(idHash, ada)]);
      expect(results.filter((id) => id === undefined)).toHaveSize(1);
      expect(await here.ofPerson('ada')).toHaveSize(1);
    });
  },
  { bff: bffMigrations },
);
