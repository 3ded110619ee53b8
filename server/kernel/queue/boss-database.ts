import { CompiledQuery } from 'kysely';
import type { Db } from 'pg-boss';
import type { Database } from '../database/database.ts';
import { insideTransaction } from '../database/transaction-scope.ts';

/**
 * pg-boss on the program's database. Inside a transaction all its statements join that one: its own adapter
 * `fromKysely` does the same, but must be handed a transaction with every call. Outside, what comes without values may
 * be a script of several statements, which only the simple query protocol takes.
 */
export function bossDatabase(database: Database): Db {
  return {
    async executeSql(text, values = []) {
      if (values.length === 0 && !insideTransaction()) return { rows: await database.runScript(text) };
      const { rows } = await database.query().executeQuery(CompiledQuery.raw(text, [...values]));
      return { rows };
    },
  };
}
