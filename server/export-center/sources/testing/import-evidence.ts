import type { ImportReport } from '../../../contracts/export-center/sources.ts';
import type { Database } from '../../../kernel/database/database.ts';
import { silentLogger } from '../../../testing/test-logger.ts';
import { importTenantFolder, tenantsToImport } from '../import-evidence.ts';

export interface TenantImport {
  readonly tenant: string;
  readonly report: ImportReport;
}

/** Imports the folders of all tenants and waits for it. */
export async function importEvidence(database: Database, evidenceDir: string): Promise<TenantImport[]> {
  const imports: TenantImport[] = [];
  for (const tenant of await tenantsToImport(database, evidenceDir, silentLogger)) {
    imports.push({ tenant, report: await importTenantFolder(database, evidenceDir, tenant) });
  }
  return imports;
}
