import type { Selectable } from 'kysely';
import { evidenceKinds } from '../../contracts/export-center/kinds.ts';
import type { EvidenceSources, ImportReport } from '../../contracts/export-center/sources.ts';
import type { Database } from '../../kernel/database/database.ts';
import type { ImportReportTable, SourcesTables } from './tables.ts';

/** What a tenant holds now, and what its latest import did (`GET /api/export/sources`). */
export async function readEvidenceSources(database: Database, tenant: string): Promise<EvidenceSources> {
  // One transaction, so that counts, generation and report belong together.
  return await database.transaction(async () => {
    const formats = await readFormats(database, tenant);
    const counts = evidenceKinds.map((kind) => [
      kind,
      formats.filter((format) => format.kind === kind).reduce((sum, { count }) => sum + count, 0),
    ]);
    return {
      generation: await readGeneration(database, tenant),
      counts: Object.fromEntries(counts) as EvidenceSources['counts'],
      formats,
      newestDocumentAt: await readNewest(database, tenant),
      lastImport: await readLastImport(database, tenant),
    };
  });
}

async function readFormats(database: Database, tenant: string): Promise<EvidenceSources['formats']> {
  return await held(database, tenant)
    .select(['kind', 'format', 'format_version as formatVersion'])
    .select((documents) => documents.fn.countAll<number>().as('count'))
    .groupBy(['kind', 'format', 'format_version'])
    .orderBy('kind')
    .orderBy('format')
    .orderBy('format_version')
    .execute();
}

async function readNewest(database: Database, tenant: string): Promise<string | null> {
  const row = await held(database, tenant)
    .select((documents) => documents.fn.max('modified_at').as('newest'))
    .executeTakeFirst();
  return row?.newest?.toISOString() ?? null;
}

function held(database: Database, tenant: string) {
  return database
    .query<SourcesTables>()
    .selectFrom('export_center.documents')
    .where('tenant', '=', tenant)
    .where('to_generation', 'is', null);
}

async function readGeneration(database: Database, tenant: string): Promise<number> {
  const row = await database
    .query<SourcesTables>()
    .selectFrom('export_center.tenant_generations')
    .select('generation')
    .where('tenant', '=', tenant)
    .executeTakeFirst();
  return row?.generation ?? 0;
}

async function readLastImport(database: Database, tenant: string): Promise<ImportReport | null> {
  const row = await database
    .query<SourcesTables>()
    .selectFrom('export_center.import_reports')
    .selectAll()
    .where('tenant', '=', tenant)
    .orderBy('finished_at', 'desc')
    .orderBy('import_id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? reportOf(row) : null;
}

function reportOf(row: Selectable<ImportReportTable>): ImportReport {
  const { generation, imported, changed, unchanged, removed, refused } = row;
  return {
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at.toISOString(),
    generation,
    imported,
    changed,
    unchanged,
    removed,
    refused,
    refusedTotal: row.refused_total,
  };
}
