import type { Database } from '../../kernel/database/database.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import { repeat } from '../../kernel/repeat.ts';
import { auditedSession } from '../audit/audited-person.ts';
import {
  hashOfSessionId,
  newSessionId,
  type EndReason,
  type Session,
  type SessionSummary,
  type SignedInPerson,
} from './session.ts';
import { listenForEnds } from './end-announcements.ts';
import { SessionCache } from './session-cache.ts';
import { createSessionStates } from './session-states.ts';
import type { SessionStore } from './session-store.ts';
import { expiryOf, idleEnd, timesOfNew, type SessionLimits } from './session-times.ts';
import type { TokenSet } from './token-set.ts';

export interface SessionParts {
  readonly database: Database;
  readonly store: SessionStore;
  readonly audit: AuditTrail;
  readonly limits: SessionLimits;
  /** Hears of every session that this instance removed, for example to revoke its refresh token. */
  readonly onRemoved: (session: Session, reason: EndReason) => void;
  readonly now?: () => number;
}

export interface NewSession {
  readonly person: SignedInPerson;
  readonly tokens: TokenSet;
  readonly label: string;
}

/** The sessions of all browsers: they start, are prolonged, and end, on every instance alike. */
export interface Sessions {
  /** Returns the value of the cookie; it is nowhere else. `replaces` is the id hash of one that ends for it. */
  start(session: NewSession, replaces?: string): Promise<string>;
  /** The same in the place of a session that runs, where the person was. Undefined where that one has ended. */
  stepUp(idHash: string, session: NewSession): Promise<string | undefined>;
  /** The running session of an id hash. Ends one that has expired. */
  find(idHash: string): Promise<Session | undefined>;
  /** Those of the given id hashes whose sessions still run, as the database says now. */
  running(idHashes: readonly string[]): Promise<ReadonlySet<string>>;
  /** The running sessions of a person, the one used last first. */
  ofPerson(subject: string): Promise<SessionSummary[]>;
  /** Counts as a person's activity; written a few times a minute at most, unless `exactly` is asked for. */
  prolong(session: Session, how?: 'roughly' | 'exactly'): Promise<Session>;
  selectTenant(session: Session, tenant: string): Promise<Session>;
  /** Ends it everywhere, and waits for the word of it: not inside a transaction. Undefined where it had ended already. */
  end(idHash: string, reason: EndReason): Promise<Session | undefined>;
  /** Ends what a logout token names: a provider's session, a person's sessions, or what is both. */
  endAtProvider(named: { readonly sid?: string; readonly subject?: string }): Promise<void>;
  endExpired(): Promise<void>;
  /** Called on every instance when a session has ended, wherever that was. */
  onEnded(listener: (idHash: string) => void): void;
  /** Forgets what was read before, after a change that was made elsewhere. */
  forget(idHash: string): void;
  close(): Promise<void>;
}

export const mostSessionsOfPerson = 10;

export async function startSessions(parts: SessionParts): Promise<Sessions> {
  const { database, store, audit, limits, onRemoved, now = Date.now } = parts;
  const cache = new SessionCache({
    read: (idHash) => store.find(idHash),
    readStates: createSessionStates(database),
    now,
  });
  const listeners: ((idHash: string) => void)[] = [];

  function noteEnd(idHash: string): void {
    cache.forget(idHash);
    for (const listener of listeners) listener(idHash);
  }
  const ends = await listenForEnds(database, { onEnded: noteEnd, onReconnect: () => cache.clear() });
  // Where it fails, what is held is not believed any more, and the next call says that the database is away.
  const refreshing = repeat(() => cache.refresh(), { everyMs: 500, onError: () => undefined });

  /** In one transaction, the running one where there is one, so that what happened and what is recorded stay one. */
  function remove(idHash: string, reason: EndReason, unlessRunningAt?: Date): Promise<Session | undefined> {
    return database.transaction(async () => {
      const session = await store.remove(idHash, unlessRunningAt);
      if (!session) return undefined;
      await audit.record({ kind: 'session.ended', ...auditedSession(session), reason });
      await ends.announce(idHash);
      database.afterCommit(() => {
        noteEnd(idHash);
        onRemoved(session, reason);
      });
      return session;
    });
  }

  async function end(idHash: string, reason: EndReason): Promise<Session | undefined> {
    const ended = await remove(idHash, reason);
    await ends.heard(idHash);
    return ended;
  }

  /** Not where it was prolonged since this instance read it. */
  async function endIfExpired(session: Session): Promise<boolean> {
    const reason = expiryOf(session, now());
    return reason !== undefined && (await remove(session.idHash, reason, new Date(now()))) !== undefined;
  }

  async function begin({ person, tokens, label }: NewSession, selectedTenant: string | null): Promise<string> {
    const id = newSessionId();
    const idHash = hashOfSessionId(id) ?? '';
    const others = await store.ofSubject(person.subject);
    for (const { idHash: oldest } of others.slice(mostSessionsOfPerson - 1)) await remove(oldest, 'too-many-sessions');
    await store.insert({ ...person, ...timesOfNew(limits, now()), idHash, label, tokens, selectedTenant, version: 1 });
    return id;
  }

  return {
    async start(session, replaces) {
      const id = await database.transaction(async () => {
        await store.lockPerson(session.person.subject);
        if (replaces !== undefined) await remove(replaces, 'replaced-by-sign-in');
        return begin(session, null);
      });
      if (replaces !== undefined) await ends.heard(replaces);
      return id;
    },

    async stepUp(idHash, session) {
      const id = await database.transaction(async () => {
        await store.lockPerson(session.person.subject);
        const running = await remove(idHash, 'replaced-by-step-up');
        return running && begin(session, running.selectedTenant);
      });
      await ends.heard(idHash);
      return id;
    },

    async find(idHash) {
      const session = await cache.find(idHash);
      if (!session || !expiryOf(session, now())) return session;
      if (await endIfExpired(session)) return undefined;
      // Prolonged elsewhere, or ended.
      cache.forget(idHash);
      const newer = await cache.find(idHash);
      return newer && !expiryOf(newer, now()) ? newer : undefined;
    },

    async running(idHashes) {
      return new Set(await store.running(idHashes, new Date(now())));
    },

    async ofPerson(subject) {
      return (await store.ofSubject(subject)).filter((session) => !expiryOf(session, now()));
    },

    async prolong(session, how = 'roughly') {
      const idleExpiresAt = idleEnd(limits, now(), session.absoluteExpiresAt);
      const gained = idleExpiresAt.getTime() - session.idleExpiresAt.getTime();
      const worthAWrite = how === 'exactly' ? 1 : Math.min(30_000, limits.idleSeconds * 100);
      if (gained < worthAWrite) return session;
      // Those that call at the same time see it here, and do not write the same once more.
      cache.change(session.idHash, { idleExpiresAt });
      if (await store.prolong(session.idHash, idleExpiresAt, new Date(now()))) return { ...session, idleExpiresAt };
      cache.forget(session.idHash);
      return session;
    },

    async selectTenant(session, tenant) {
      await store.selectTenant(session.idHash, tenant);
      cache.change(session.idHash, { selectedTenant: tenant });
      return { ...session, selectedTenant: tenant };
    },

    end,

    async endAtProvider({ sid, subject }) {
      const ofSid = sid === undefined ? undefined : await store.ofProviderSession(sid);
      const ofSubject =
        subject === undefined ? undefined : (await store.ofSubject(subject)).map(({ idHash }) => idHash);
      const named = ofSid && ofSubject ? ofSid.filter((idHash) => ofSubject.includes(idHash)) : (ofSid ?? ofSubject);
      // Part of the caller's transaction, after which the word sets off: to wait for it here would be to wait in vain.
      for (const idHash of named ?? []) await remove(idHash, 'signed-out-at-provider');
    },

    async endExpired() {
      for (const idHash of await store.expired(new Date(now()))) {
        const session = await store.find(idHash);
        if (session) await endIfExpired(session);
        else await remove(idHash, 'idle', new Date(now()));
      }
    },

    onEnded: (listener) => void listeners.push(listener),
    forget: (idHash) => cache.forget(idHash),
    async close() {
      await refreshing.stop();
      await ends.close();
    },
  };
}
