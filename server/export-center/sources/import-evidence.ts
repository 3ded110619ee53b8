import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportReport } from '../../contracts/export-center/sources.ts';
import { tenantId } from '../../contracts/values.ts';
import type { Database } from '../../kernel/database/database.ts';
import type { Logger } from '../../kernel/logging/logger.ts';
import { FolderError, readTenantPolicy, walkTenantFolder, type EvidenceFile } from './import-folder.ts';
import { importTenant, type ImportOptions } from './import-tenant.ts';
import type { SourcesTables } from './tables.ts';

/** Tenants with a folder, and those that have documents without one; none where no tenant has a folder. */
export async function tenantsToImport(database: Database, evidenceDir: string, logger: Logger): Promise<string[]> {
  const present = await tenantFolders(evidenceDir, logger);
  if (present.length > 0) return [...new Set([...present, ...(await tenantsWithDocuments(database))])].sort();
  logger.warn({ evidenceDir }, 'EVIDENCE_DIR holds no folder of a tenant; the evidence stays as it is');
  return [];
}

/** Where the tenant's folder is; null where there is none. */
export async function folderOfTenant(evidenceDir: string, tenant: string): Promise<string | null> {
  return (await tenantFolders(evidenceDir)).includes(tenant) ? join(evidenceDir, tenant) : null;
}

/**
 * Imports `EVIDENCE_DIR/<tenant>/{advisories,sboms,vex}` and `policy.yaml`. Nothing happens where nothing changed. A
 * tenant whose folder is gone loses its evidence, except where no tenant has a folder: then the folder is more likely
 * not mounted than empty. Throws `FolderError` then, and where the tenant's folder cannot be listed.
 */
export async function importTenantFolder(
  database: Database,
  evidenceDir: string,
  tenant: string,
  options: ImportOptions = {},
): Promise<ImportReport> {
  const present = await tenantFolders(evidenceDir);
  if (present.length === 0) throw new FolderError('The evidence folder holds no tenant; it may not be mounted.');
  if (!present.includes(tenant)) return await importTenant(database, tenant, noFiles, options);
  const folder = join(evidenceDir, tenant);
  const policy = await readTenantPolicy(folder);
  return await importTenant(database, tenant, walkTenantFolder(folder), { ...options, policy });
}

const noFiles: readonly EvidenceFile[] = [];

/** @param logger hears of what cannot be a tenant's folder. */
async function tenantFolders(evidenceDir: string, logger?: Logger): Promise<string[]> {
  const entries = await readdir(evidenceDir, { withFileTypes: true });
  // Plain files beside the folders, such as a README, are nobody's evidence.
  const shown = entries.filter((entry) => !entry.name.startsWith('.') && !entry.isFile());
  const [tenants, others] = [shown.filter(isTenantFolder), shown.filter((entry) => !isTenantFolder(entry))];
  for (const { name } of others)
    logger?.warn({ evidenceDir, file: name }, 'Not imported: no folder named like a tenant');
  return tenants.map(({ name }) => name);
}

function isTenantFolder(entry: Dirent): boolean {
  return entry.isDirectory() && tenantId.safeParse(entry.name).success;
}

async function tenantsWithDocuments(database: Database): Promise<string[]> {
  const rows = await database
    .query<SourcesTables>()
    .selectFrom('export_center.documents')
    .select('tenant')
    .distinct()
    .where('to_generation', 'is', null)
    .execute();
  return rows.map(({ tenant }) => tenant);
}

/** Writes what an import did to the log. */
export function tellReport(logger: Logger, tenant: string, report: ImportReport): void {
  const { generation, imported, changed, unchanged, removed, refused, refusedTotal } = report;
  logger.info(
    { tenant, generation, count: imported + changed + unchanged, refused: refusedTotal },
    `Evidence imported: ${imported} new, ${changed} changed, ${unchanged} unchanged, ${removed} removed, ${refusedTotal} refused`,
  );
  for (const { path, reason } of refused) logger.warn({ tenant, file: path, reason }, 'An evidence file was refused');
}
