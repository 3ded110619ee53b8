import { sql } from 'kysely';
import type { Database } from '../../kernel/database/database.ts';
import type { BffTables } from '../tables.ts';
import { openTokens, sealTokens, type TokenSet } from './token-set.ts';
import type { VaultSeal } from './vault-seal.ts';

/** The tokens of a session as read under a lease. */
export interface LeasedTokens {
  readonly tokens: TokenSet;
  readonly version: number;
}

/**
 * The right to refresh the tokens of one session, held by one instance at a time: a refresh token works once. It
 * expires by the database's clock, so a holder that dies is waited for no longer than one lease.
 */
export interface VaultLeases {
  /** `busy` where somebody else holds it, `gone` where the session has ended. */
  acquire(idHash: string): Promise<LeasedTokens | 'busy' | 'gone'>;
  renew(idHash: string): Promise<void>;
  /**
   * Writes the tokens and ends the lease, whoever holds it by now: what counts is that nobody has written since
   * `readVersion`. False where somebody has, or the session has ended.
   */
  write(idHash: string, readVersion: number, tokens: TokenSet): Promise<boolean>;
  release(idHash: string): Promise<void>;
  /** Of the tokens as they are now; undefined where the session has ended. */
  versionOf(idHash: string): Promise<number | undefined>;
}

export const leaseSeconds = 5;

/** `holder` names this instance. */
export function createVaultLeases(database: Database, seal: VaultSeal, holder: string): VaultLeases {
  const vault = (idHash: string) => database.query<BffTables>().updateTable('bff.vault').where('id_hash', '=', idHash);
  const end = sql<Date>`now() + make_interval(secs => ${leaseSeconds})`;

  async function versionOf(idHash: string): Promise<number | undefined> {
    const row = await database
      .query<BffTables>()
      .selectFrom('bff.vault')
      .select('version')
      .where('id_hash', '=', idHash)
      .executeTakeFirst();
    return row?.version;
  }

  return {
    async acquire(idHash) {
      const row = await vault(idHash)
        .set({ lease_holder: holder, leased_until: end })
        .where((where) => where.or([where('leased_until', 'is', null), where('leased_until', '<=', sql<Date>`now()`)]))
        .returning(['sealed', 'version'])
        .executeTakeFirst();
      const tokens = row && openTokens(seal, idHash, row.sealed);
      if (row && tokens) return { tokens, version: row.version };
      const known = (await versionOf(idHash)) !== undefined;
      return known && !row ? 'busy' : 'gone';
    },

    async renew(idHash) {
      await vault(idHash).set({ leased_until: end }).where('lease_holder', '=', holder).execute();
    },

    async write(idHash, readVersion, tokens) {
      const { numUpdatedRows } = await vault(idHash)
        .set({
          sealed: sealTokens(seal, idHash, tokens),
          version: readVersion + 1,
          lease_holder: null,
          leased_until: null,
        })
        .where('version', '=', readVersion)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async release(idHash) {
      await vault(idHash).set({ lease_holder: null, leased_until: null }).where('lease_holder', '=', holder).execute();
    },

    versionOf,
  };
}
