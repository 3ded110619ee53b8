import type { Database } from '../../kernel/database/database.ts';
import type { BffTables } from '../tables.ts';
import type { LogoutToken } from './logout-token.ts';

/** Which logout tokens were seen, on any instance: each works once. */
export interface LogoutTokenMemory {
  /** False where it was seen before. */
  remember(token: LogoutToken): Promise<boolean>;
  forgetExpired(now: Date): Promise<void>;
}

export function createLogoutTokenMemory(database: Database): LogoutTokenMemory {
  return {
    async remember({ jti, expiresAt }) {
      const { numInsertedOrUpdatedRows } = await database
        .query<BffTables>()
        .insertInto('bff.logout_tokens')
        .values({ jti: jti.slice(0, 512), expires_at: expiresAt })
        .onConflict((conflict) => conflict.column('jti').doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    },

    async forgetExpired(now) {
      await database.query<BffTables>().deleteFrom('bff.logout_tokens').where('expires_at', '<', now).execute();
    },
  };
}
