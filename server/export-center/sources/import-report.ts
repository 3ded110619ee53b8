import { sql, type Selectable } from 'kysely';
import type { ImportReport } from '../../contracts/export-center/sources.ts';
import type { Database } from '../../kernel/database/database.ts';
import type { ImportReportTable, SourcesTables } from './tables.ts';

/** Files that a report names one by one, of each sort. */
const namedFiles = 1000;
/** Reports that are kept of a tenant. */
const keptReports = 100;

/** The refused among the staged files. */
export async function readRefusals(
  database: Database,
  importId: string,
): Promise<Pick<ImportReport, 'refused' | 'refusedTotal'>> {
  const refused = database
    .query<SourcesTables>()
    .selectFrom('export_center.import_files')
    .where('import_id', '=', importId)
    .where('reason', 'is not', null);
  const { total } = await refused.select((files) => files.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const named = await refused
    .select(['path', 'reason'])
    .$narrowType<{ reason: string }>()
    .orderBy('path')
    .limit(namedFiles)
    .execute();
  return { refused: named, refusedTotal: total };
}

/** The files whose documents are held although they cannot be normalised. */
export async function readUnsupported(
  database: Database,
  tenant: string,
): Promise<Pick<ImportReport, 'unsupported' | 'unsupportedTotal'>> {
  const { rows } = await sql<{ path: string; format: string; version: string; total: number }>`
    select path, format, format_version as version, count(*) over () as total
    from export_center.documents
    where tenant = ${tenant} and to_generation is null and not supported
    order by path
    limit ${namedFiles}`.execute(database.query<SourcesTables>());
  return {
    unsupported: rows.map(({ path, format, version }) => ({
      path,
      reason: `is ${format} ${version}, which cannot be normalised: it is held raw alone`,
    })),
    unsupportedTotal: rows[0]?.total ?? 0,
  };
}

/** What stands beside a report and concerns the next import alone. */
export interface ImportTraces {
  /** Why `policy.yaml` was refused. */
  readonly policyRefused: string | null;
  /** See folder-mark.ts. */
  readonly folderMark: string | null;
}

export interface LatestImport extends ImportTraces {
  readonly report: ImportReport;
}

/** Part of the import's transaction. */
export async function insertReport(
  database: Database,
  { tenant, importId, policyRefused, folderMark }: ImportTraces & { tenant: string; importId: string },
  report: ImportReport,
): Promise<void> {
  const { startedAt, finishedAt, refused, refusedTotal, unsupported, unsupportedTotal, ...rest } = report;
  await database
    .query<SourcesTables>()
    .insertInto('export_center.import_reports')
    .values({
      tenant,
      import_id: importId,
      started_at: new Date(startedAt),
      finished_at: new Date(finishedAt),
      ...rest,
      refused: JSON.stringify(refused),
      refused_total: refusedTotal,
      unsupported: JSON.stringify(unsupported),
      unsupported_total: unsupportedTotal,
      policy_refused: policyRefused,
      folder_mark: folderMark,
    })
    .execute();
  await sql`
    delete from export_center.import_reports
    where tenant = ${tenant} and import_id not in (
      select import_id from export_center.import_reports
      where tenant = ${tenant} order by finished_at desc, import_id desc limit ${keptReports}
    )`.execute(database.query<SourcesTables>());
}

/** The tenant's latest import, of those that saw no later generation than the given one. */
export async function readLatestImport(
  database: Database,
  tenant: string,
  generation: number = Number.MAX_SAFE_INTEGER,
): Promise<LatestImport | undefined> {
  const row = await database
    .query<SourcesTables>()
    .selectFrom('export_center.import_reports')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('generation', '<=', generation)
    .orderBy('finished_at', 'desc')
    .orderBy('import_id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && { report: reportOf(row), policyRefused: row.policy_refused, folderMark: row.folder_mark };
}

function reportOf(row: Selectable<ImportReportTable>): ImportReport {
  const { generation, imported, changed, unchanged, removed, refused, unsupported, failure } = row;
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
    unsupported,
    unsupportedTotal: row.unsupported_total,
    failure,
  };
}
