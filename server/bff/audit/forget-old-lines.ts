import { sql } from 'kysely';
import type { Database } from '../../kernel/database/database.ts';

const dayMs = 86_400_000;

/** So many at once, that a round of housekeeping stays short. */
const mostLines = 10_000;

/** Deletes the lines of the audit trail that are older than `days`. The database refuses it for what is newer than 30. */
export async function forgetOldLines(database: Database, days: number, now: () => number = Date.now): Promise<void> {
  await sql`
    delete from bff.audit where id in (
      select id from bff.audit where at < ${new Date(now() - days * dayMs)} order by at limit ${mostLines})`.execute(
    database.query(),
  );
}
