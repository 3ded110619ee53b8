import { sql } from 'kysely';
import type { Database } from '../../../kernel/database/database.ts';
import { describeWithDatabase } from '../../../testing/test-database.ts';
import { sourcesMigrations } from '../migrations.ts';

/** A `describe` on a database with the tables of the evidence sources, which are empty before each spec. */
export function describeWithSources(name: string, body: (database: () => Database) => void): void {
  const withEmptyTables = (database: () => Database): void => {
    beforeEach(async () => {
      await sql`
        truncate export_center.documents, export_center.tenant_generations, export_center.import_reports,
          export_center.import_files, export_center.import_unchanged, export_center.policies, export_center.import_requests,
          export_center.running_imports`.execute(database().query());
    });
    body(database);
  };
  describeWithDatabase(name, withEmptyTables, { export_center: sourcesMigrations });
}
