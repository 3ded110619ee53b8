import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { sql } from 'kysely';
import { openDatabase, type Database } from '../../../kernel/database/database.ts';
import { migrate } from '../../../kernel/database/migrate.ts';
import { createLogger } from '../../../kernel/logging/logger.ts';
export function forEachDatabase(name: string, sets: any, body: (database: () => Database) => void): void {
  for (const url of [undefined, process.env['TEST_DATABASE_URL']].slice(0, process.env['TEST_DATABASE_URL'] ? 2 : 1)) {
    describe(`${name} on ${url ? 'postgres' : 'pglite'}`, () => {
      let database: Database; const dir = mkdtempSync(tmpdir() + '/db-');
      beforeAll(async () => { database = await openDatabase({ ...(url ? { url } : {}), dataDir: dir, logger: createLogger({ level: 'silent', role: 'x' }) }); await sql`drop schema if exists export_center cascade`.execute(database.query()); await migrate(database, sets); }, 60000);
      beforeEach(async () => { for (const t of ['documents','tenant_generations','import_reports','import_files']) await sql`truncate ${sql.table('export_center.'+t)}`.execute(database.query()); });
      afterAll(async () => { await database.close(); rmSync(dir, { recursive: true }); });
      body(() => database);
    });
  }
}
