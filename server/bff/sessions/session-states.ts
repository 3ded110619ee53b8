import { sql } from 'kysely';
import type { Database } from '../../kernel/database/database.ts';
import type { BffTables } from '../tables.ts';

/** What can have changed in a session that was read before. */
export interface SessionState {
  /** Another one means other tokens. */
  readonly version: number;
  readonly idleExpiresAt: Date;
  readonly selectedTenant: string | null;
}

/** The states of those sessions that exist, by id hash. */
export type ReadSessionStates = (idHashes: readonly string[]) => Promise<ReadonlyMap<string, SessionState>>;

/** One query however many are asked for, and nothing to decrypt. */
export function createSessionStates(database: Database): ReadSessionStates {
  return async (idHashes) => {
    const rows = await database
      .query<BffTables>()
      .selectFrom('bff.sessions')
      .innerJoin('bff.vault', 'bff.vault.id_hash', 'bff.sessions.id_hash')
      .select(['bff.sessions.id_hash', 'version', 'idle_expires_at', 'selected_tenant'])
      .where('bff.sessions.id_hash', '=', sql<string>`any(${[...idHashes]}::text[])`)
      .execute();
    return new Map(
      rows.map(({ id_hash, version, idle_expires_at, selected_tenant }) => [
        id_hash,
        { version, idleExpiresAt: idle_expires_at, selectedTenant: selected_tenant },
      ]),
    );
  };
}
