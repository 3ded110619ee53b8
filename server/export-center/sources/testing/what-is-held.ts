import { sql } from 'kysely';
import type { Database } from '../../../kernel/database/database.ts';
import { readEvidenceSources } from '../evidence-sources.ts';
import type { SourcesTables } from '../tables.ts';

export interface Held {
  readonly generation: number;
  readonly advisories: number;
  /** Rows that imports under way have staged. */
  readonly staged: number;
  /** Whether a request is not served. */
  readonly isAsked: boolean;
}

/** What everybody sees of the tenant `acme`, and what imports have left behind the scenes. */
export async function whatIsHeld(database: Database): Promise<Held> {
  const { generation, counts } = await readEvidenceSources(database, 'acme');
  const { rows } = await sql<{ count: number }>`
    select (select count(*) from export_center.import_files) + (select count(*) from export_center.import_unchanged)
      as count`.execute(database.query<SourcesTables>());
  const request = sql<{ count: number }>`select count(*) as count from export_center.import_requests`;
  const isAsked = (await request.execute(database.query<SourcesTables>())).rows[0]?.count !== 0;
  return { generation, advisories: counts.advisories, staged: rows[0]?.count ?? 0, isAsked };
}
