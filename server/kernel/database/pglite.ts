import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, sql } from 'kysely';
import type { Logger } from '../logging/logger.ts';
import { StartError } from '../start-error.ts';
import type { Database, DatabaseOptions } from './database.ts';
import { lockDataDir } from './data-dir-lock.ts';
import { deliverNotification, sendNotification } from './notification.ts';
import { insideTransaction } from './transaction-scope.ts';
import { Transactions } from './transactions.ts';
import { typeParsers } from './type-parsers.ts';

/** The embedded database: PostgreSQL compiled to WASM, in `dataDir/database`, one connection, one process. */
export async function openPGlite({ dataDir, logger }: DatabaseOptions): Promise<Database> {
  const unlock = await lockDataDir(dataDir, (error) => {
    logger.fatal({ error, dataDir }, 'The lock of DATA_DIR was lost; another process may have taken it');
  });
  try {
    const pglite = await PGlite.create({ dataDir: join(dataDir, 'database'), parsers: { ...typeParsers } });
    return pgliteDatabase(pglite, unlock, logger);
  } catch (cause) {
    await unlock();
    throw new StartError(
      `The database in DATA_DIR ${dataDir} cannot be opened. Restore the folder from a copy, or start with another DATA_DIR.`,
      { cause },
    );
  }
}

/** In a transaction of PGlite's own: after a script that failed midway, the one connection would refuse all queries. */
async function runScript(pglite: PGlite, text: string): Promise<Record<string, unknown>[]> {
  const statements = text.replace(/^\s*BEGIN\s*;/i, '').replace(/COMMIT\s*;?\s*$/i, '');
  const results = await pglite.transaction((transaction) => transaction.exec(statements));
  return results.flatMap((result) => result.rows);
}

/** A `Database` on an open PGlite; `onClosed` runs after it was closed. */
export function pgliteDatabase(pglite: PGlite, onClosed: () => Promise<void>, logger: Logger): Database {
  const kysely = new Kysely<unknown>({ dialect: new PGliteDialect({ pglite }) });
  const transactions = new Transactions(kysely);
  return {
    kind: 'pglite',
    query: () => transactions.query(),
    transaction: (work) => transactions.transaction(work),
    beforeCommit: (work) => transactions.beforeCommit(work),
    afterCommit: (work) => transactions.afterCommit(work),
    notify: (channel, payload) => sendNotification(transactions.query(), channel, payload),
    async listen(channel, onPayload) {
      if (insideTransaction()) throw new Error('listen() inside a transaction would wait for itself');
      const stop = await pglite.listen(channel, (text) => deliverNotification(text, onPayload, logger));
      return () => stop();
    },
    runScript: (text) => runScript(pglite, text),
    async ping() {
      await sql`select 1`.execute(kysely);
    },
    async close() {
      await kysely.destroy();
      if (!pglite.closed) await pglite.close();
      await onClosed();
    },
  };
}
