import { z } from 'zod';
import type { Database } from '../../kernel/database/database.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import { auditedSession } from '../audit/audited-person.ts';
import {
  hashOfSessionId,
  newSessionId,
  type EndReason,
  type Session,
  type SessionSummary,
  type SignedInPerson,
} from './session.ts';
import { SessionCache } from './session-cache.ts';
import type { SessionStore } from './session-store.ts';
import type { TokenSet } from './token-set.ts';

export interface SessionLimits {
  readonly idleSeconds: number;
  readonly absoluteSeconds: number;
}

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
  /** Ends it everywhere. Undefined where it had ended already. */
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

const endedChannel = 'bff_session_ended';
const endedMessage = z.object({ session: z.string() });

export async function startSessions(parts: SessionParts): Promise<Sessions> {
  const { database, store, audit, limits, onRemoved, now = Date.now } = parts;
  const cache = new SessionCache((idHash) => store.find(idHash), now);
  const listeners: ((idHash: string) => void)[] = [];

  const announceEnd = (idHash: string) => {
    cache.forget(idHash);
    for (const listener of listeners) listener(idHash);
  };
  const stopListening = await database.listen(
    endedChannel,
    (payload) => announceEnd(endedMessage.parse(payload).session),
    // What was announced meanwhile is lost; the open streams look for themselves (open-streams.ts).
    () => cache.clear(),
  );

  const idleEnd = (absoluteEnd: Date) => new Date(Math.min(now() + limits.idleSeconds * 1000, absoluteEnd.getTime()));

  async function end(idHash: string, reason: EndReason): Promise<Session | undefined> {
    return database.transaction(async () => {
      const session = await store.remove(idHash);
      if (!session) return undefined;
      await audit.record({ kind: 'session.ended', ...auditedSession(session), reason });
      await database.notify(endedChannel, { session: idHash });
      database.afterCommit(() => {
        announceEnd(idHash);
        onRemoved(session, reason);
      });
      return session;
    });
  }

  async function begin({ person, tokens, label }: NewSession, selectedTenant: string | null): Promise<string> {
    const id = newSessionId();
    const idHash = hashOfSessionId(id) ?? '';
    const createdAt = new Date(now());
    const absoluteExpiresAt = new Date(now() + limits.absoluteSeconds * 1000);
    const times = { createdAt, absoluteExpiresAt, idleExpiresAt: idleEnd(absoluteExpiresAt) };
    const others = await store.ofSubject(person.subject);
    for (const { idHash: oldest } of others.slice(mostSessionsOfPerson - 1)) await end(oldest, 'too-many-sessions');
    await store.insert({ ...person, ...times, idHash, label, tokens, selectedTenant, version: 1 });
    return id;
  }

  return {
    async start(session, replaces) {
      return database.transaction(async () => {
        if (replaces !== undefined) await end(replaces, 'replaced-by-sign-in');
        return begin(session, null);
      });
    },

    async stepUp(idHash, session) {
      return database.transaction(async () => {
        const running = await end(idHash, 'replaced-by-step-up');
        return running && begin(session, running.selectedTenant);
      });
    },

    async find(idHash) {
      const session = await cache.find(idHash);
      const reason = session && expiryOf(session, now());
      if (!reason) return session;
      await end(idHash, reason);
      return undefined;
    },

    async running(idHashes) {
      return new Set(await store.running(idHashes, new Date(now())));
    },

    async ofPerson(subject) {
      return (await store.ofSubject(subject)).filter((session) => !expiryOf(session, now()));
    },

    async prolong(session, how = 'roughly') {
      const idleExpiresAt = idleEnd(session.absoluteExpiresAt);
      const gained = idleExpiresAt.getTime() - session.idleExpiresAt.getTime();
      const worthAWrite = how === 'exactly' ? 1 : Math.min(30_000, limits.idleSeconds * 100);
      if (gained < worthAWrite || !(await store.prolong(session.idHash, idleExpiresAt))) return session;
      return cache.replace({ ...session, idleExpiresAt });
    },

    async selectTenant(session, tenant) {
      await store.selectTenant(session.idHash, tenant);
      return cache.replace({ ...session, selectedTenant: tenant });
    },

    end,

    async endAtProvider({ sid, subject }) {
      const ofSid = sid === undefined ? undefined : await store.ofProviderSession(sid);
      const ofSubject =
        subject === undefined ? undefined : new Set((await store.ofSubject(subject)).map(({ idHash }) => idHash));
      const named = ofSid ?? [...(ofSubject ?? [])];
      for (const idHash of named) {
        if (!ofSubject || ofSubject.has(idHash)) await end(idHash, 'signed-out-at-provider');
      }
    },

    async endExpired() {
      for (const idHash of await store.expired(new Date(now()))) {
        const session = await store.find(idHash);
        await end(idHash, (session && expiryOf(session, now())) ?? 'idle');
      }
    },

    onEnded: (listener) => void listeners.push(listener),
    forget: (idHash) => cache.forget(idHash),
    close: stopListening,
  };
}

function expiryOf(session: SessionSummary, now: number): EndReason | undefined {
  if (session.absoluteExpiresAt.getTime() <= now) return 'too-old';
  return session.idleExpiresAt.getTime() <= now ? 'idle' : undefined;
}
