import type { EvidenceSources } from '../../contracts/export-center/sources.ts';
import type { Database } from '../../kernel/database/database.ts';
import { DocumentStore } from './document-store.ts';
import { readLatestImport } from './import-report.ts';
import { readCurrentImport } from './running-imports.ts';
import type { SourcesTables } from './tables.ts';

/** What a tenant holds now, and what its latest import did (`GET /api/export/sources`). */
export async function readEvidenceSources(database: Database, tenant: string): Promise<EvidenceSources> {
  // All is read as of one generation, so that it belongs together even while an import goes on.
  const generation = await new DocumentStore(database).generation(tenant);
  const formats = await readFormats(database, tenant, generation);
  return {
    generation,
    counts: countsOf(formats),
    formats,
    newestDocumentAt: await readNewest(database, tenant, generation),
    lastImport: (await readLatestImport(database, tenant, generation))?.report ?? null,
    currentImport: await readCurrentImport(database, tenant),
  };
}

function countsOf(formats: EvidenceSources['formats']): EvidenceSources['counts'] {
  const counts = { advisories: 0, vex: 0, sboms: 0 };
  for (const { kind, count } of formats) counts[kind] += count;
  return counts;
}

async function readFormats(
  database: Database,
  tenant: string,
  generation: number,
): Promise<EvidenceSources['formats']> {
  return await documentsAt(database, tenant, generation)
    .select(['kind', 'format', 'format_version as formatVersion'])
    .select((documents) => documents.fn.countAll<number>().as('count'))
    .groupBy(['kind', 'format', 'format_version'])
    .orderBy('kind')
    .orderBy('format')
    .orderBy('format_version')
    .execute();
}

async function readNewest(database: Database, tenant: string, generation: number): Promise<string | null> {
  const row = await documentsAt(database, tenant, generation)
    .select((documents) => documents.fn.max('modified_at').as('newest'))
    .executeTakeFirst();
  return row?.newest?.toISOString() ?? null;
}

function documentsAt(database: Database, tenant: string, generation: number) {
  return database
    .query<SourcesTables>()
    .selectFrom('export_center.documents')
    .where('tenant', '=', tenant)
    .where('from_generation', '<=', generation)
    .where((document) =>
      document.or([document('to_generation', 'is', null), document('to_generation', '>', generation)]),
    );
}
