import { sql, type Selectable } from 'kysely';
import type { Database } from '../../kernel/database/database.ts';
import type { Logger } from '../../kernel/logging/logger.ts';
import type { BffTables, SessionsTable } from '../tables.ts';
import type { Session, SessionSummary } from './session.ts';
import { openTokens, sealTokens, type TokenSet } from './token-set.ts';
import { keyIdOf, type VaultSeal } from './vault-seal.ts';

/** The rows of sessions and of their vault. Joins the running transaction. */
export interface SessionStore {
  insert(session: Session): Promise<void>;
  /** Also where it has expired. Undefined where it does not exist or its tokens can no longer be opened. */
  find(idHash: string): Promise<Session | undefined>;
  /** False where the session is gone or has expired by now. Never shortens. */
  prolong(idHash: string, idleExpiresAt: Date, now: Date): Promise<boolean>;
  selectTenant(idHash: string, tenant: string): Promise<void>;
  /** Removes the session and its tokens; undefined where somebody else was first, or it runs at the time given. */
  remove(idHash: string, unlessRunningAt?: Date): Promise<Session | undefined>;
  /** Until the running transaction ends, nobody else counts or starts sessions of this person. */
  lockPerson(subject: string): Promise<void>;
  /** A person's sessions, the one that was used last first; also those that have expired. */
  ofSubject(subject: string): Promise<SessionSummary[]>;
  ofProviderSession(sid: string): Promise<string[]>;
  expired(now: Date): Promise<string[]>;
  /** Those of the given id hashes whose sessions run at that time. */
  running(idHashes: readonly string[], now: Date): Promise<string[]>;
}

export function createSessionStore(database: Database, seal: VaultSeal, logger: Logger): SessionStore {
  const query = () => database.query<BffTables>();
  const warnOfKey = warnOnceForEach(logger);

  return {
    async insert(session) {
      await database.transaction(async () => {
        await query().insertInto('bff.sessions').values(rowOf(session)).execute();
        await query()
          .insertInto('bff.vault')
          .values({ id_hash: session.idHash, sealed: sealTokens(seal, session.idHash, session.tokens), version: 1 })
          .execute();
      });
    },

    async find(idHash) {
      const row = await query()
        .selectFrom('bff.sessions')
        .innerJoin('bff.vault', 'bff.vault.id_hash', 'bff.sessions.id_hash')
        .selectAll('bff.sessions')
        .select(['sealed', 'version'])
        .where('bff.sessions.id_hash', '=', idHash)
        .executeTakeFirst();
      const session = row && sessionOf(row, seal);
      if (row && !session) warnOfKey(keyIdOf(row.sealed));
      return session;
    },

    async prolong(idHash, idleExpiresAt, now) {
      const { numUpdatedRows } = await query()
        .updateTable('bff.sessions')
        .set({ idle_expires_at: sql<Date>`greatest(idle_expires_at, ${idleExpiresAt}::timestamptz)` })
        .where('id_hash', '=', idHash)
        .where(runsAt(now))
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async selectTenant(idHash, tenant) {
      await query()
        .updateTable('bff.sessions')
        .set({ selected_tenant: tenant })
        .where('id_hash', '=', idHash)
        .execute();
    },

    async remove(idHash, unlessRunningAt) {
      return database.transaction(async () => {
        // The tokens go with the session's row, so they are read, under its lock, before.
        const row = await query()
          .selectFrom('bff.sessions')
          .innerJoin('bff.vault', 'bff.vault.id_hash', 'bff.sessions.id_hash')
          .selectAll('bff.sessions')
          .select(['sealed', 'version'])
          .where('bff.sessions.id_hash', '=', idHash)
          .where(unlessRunningAt ? sql<boolean>`not ${runsAt(unlessRunningAt)}` : sql<boolean>`true`)
          .forUpdate()
          .executeTakeFirst();
        if (!row) return undefined;
        await query().deleteFrom('bff.sessions').where('id_hash', '=', idHash).execute();
        return sessionOf(row, seal, nothing);
      });
    },

    async lockPerson(subject) {
      await sql`select pg_advisory_xact_lock(hashtextextended(${`bff.sessions of ${subject}`}, 0))`.execute(query());
    },

    async ofSubject(subject) {
      const rows = await query()
        .selectFrom('bff.sessions')
        .selectAll()
        .where('subject', '=', subject)
        .orderBy('idle_expires_at', 'desc')
        .orderBy('created_at', 'desc')
        .execute();
      return rows.map(summaryOf);
    },

    ofProviderSession: (sid) =>
      hashes(query().selectFrom('bff.sessions').select('id_hash').where('provider_sid', '=', sid).execute()),

    expired: (now) =>
      hashes(
        query()
          .selectFrom('bff.sessions')
          .select('id_hash')
          .where(sql<boolean>`not ${runsAt(now)}`)
          .limit(1000)
          .execute(),
      ),

    running: (idHashes, now) =>
      hashes(
        query()
          .selectFrom('bff.sessions')
          .select('id_hash')
          .where('id_hash', '=', sql<string>`any(${[...idHashes]}::text[])`)
          .where(runsAt(now))
          .execute(),
      ),
  };
}

/** Whoever runs the BFFs shall know why people are asked to sign in again: a key is missing here, or rows were changed. */
function warnOnceForEach(logger: Logger): (keyId: string) => void {
  const known = new Set<string>();
  return (keyId) => {
    if (known.has(keyId)) return;
    known.add(keyId);
    logger.warn({ keyId }, 'Tokens of sessions do not open: this BFF lacks the key, or they were changed');
  };
}

function runsAt(now: Date) {
  return sql<boolean>`(idle_expires_at > ${now}::timestamptz and absolute_expires_at > ${now}::timestamptz)`;
}

/** Stands for tokens that can no longer be opened when a session is removed anyway. */
const nothing: TokenSet = { dpopKey: null, refreshToken: null, accessTokens: {}, tenants: {} };

async function hashes(rows: Promise<{ id_hash: string }[]>): Promise<string[]> {
  return (await rows).map(({ id_hash }) => id_hash);
}

type SessionRow = Selectable<SessionsTable> & { readonly sealed: string; readonly version: number };

function sessionOf(row: SessionRow, seal: VaultSeal, otherwise?: TokenSet): Session | undefined {
  const tokens = openTokens(seal, row.id_hash, row.sealed) ?? otherwise;
  return tokens && { ...summaryOf(row), tokens, version: row.version };
}

function summaryOf(row: Selectable<SessionsTable>): SessionSummary {
  return {
    idHash: row.id_hash,
    subject: row.subject,
    providerSid: row.provider_sid,
    userName: row.user_name,
    displayName: row.display_name,
    email: row.email,
    label: row.label,
    selectedTenant: row.selected_tenant,
    authTime: row.auth_time,
    createdAt: row.created_at,
    idleExpiresAt: row.idle_expires_at,
    absoluteExpiresAt: row.absolute_expires_at,
  };
}

function rowOf(session: SessionSummary): SessionsTable {
  return {
    id_hash: session.idHash,
    subject: session.subject,
    provider_sid: session.providerSid,
    user_name: session.userName,
    display_name: session.displayName,
    email: session.email,
    label: session.label,
    selected_tenant: session.selectedTenant,
    auth_time: session.authTime,
    created_at: session.createdAt,
    idle_expires_at: session.idleExpiresAt,
    absolute_expires_at: session.absoluteExpiresAt,
  };
}
