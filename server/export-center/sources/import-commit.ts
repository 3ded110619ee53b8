import { sql, type RawBuilder } from 'kysely';
import type { ImportReport } from '../../contracts/export-center/sources.ts';
import type { Database } from '../../kernel/database/database.ts';
import { replacePolicy, type FoundPolicy } from './import-policy.ts';
import { insertReport, readRefusals, readUnsupported } from './import-report.ts';
import type { SourcesTables } from './tables.ts';

export interface StagedImport {
  readonly importId: string;
  readonly tenant: string;
  readonly startedAt: Date;
  readonly policy: FoundPolicy;
  /** What the folder looked like before it was read; see folder-mark.ts. */
  readonly folderMark: string | null;
}

/** Work at the end of an import's transaction. */
export type AlsoCommit = (report: ImportReport, previousGeneration: number) => Promise<void>;

type Counts = Pick<ImportReport, 'imported' | 'changed' | 'unchanged' | 'removed'>;

/**
 * Makes the staged files the tenant's evidence, in one transaction of set operations: documents that are new open, those
 * that are gone close, the policy is replaced, and the generation goes up by one if any of this changed anything. Files
 * may have been staged in any order. Two imports of one tenant wait for each other here.
 *
 * @param alsoCommit is part of the transaction; rejecting undoes all.
 */
export async function commitImport(
  database: Database,
  staged: StagedImport,
  alsoCommit: AlsoCommit,
): Promise<ImportReport> {
  return await database.transaction(async () => {
    const { tenant, policy } = staged;
    const current = await lockGeneration(database, tenant);
    await refuseDuplicates(database, staged);
    const { opened, closed, ...counts } = await replaceDocuments(database, staged, current + 1);
    const hasNewPolicy = await replacePolicy(database, tenant, policy, current + 1);
    const generation = opened + closed > 0 || hasNewPolicy ? current + 1 : current;
    await setGeneration(database, tenant, generation);
    const report = {
      startedAt: staged.startedAt.toISOString(),
      finishedAt: new Date().toISOString(),
      generation,
      ...counts,
      ...(await readRefusals(database, staged.importId)),
      ...(await readUnsupported(database, staged)),
      failure: null,
    };
    const policyRefused = policy !== null && 'refused' in policy ? policy.refused : null;
    await insertReport(database, { ...staged, policyRefused }, report);
    await alsoCommit(report, current);
    return report;
  });
}

/** The tenant's generation; its row stays locked until the transaction ends. */
async function lockGeneration(database: Database, tenant: string): Promise<number> {
  const { generation } = await database
    .query<SourcesTables>()
    .insertInto('export_center.tenant_generations')
    .values({ tenant, generation: 0 })
    .onConflict((conflict) => conflict.column('tenant').doUpdateSet({ tenant }))
    .returning('generation')
    .executeTakeFirstOrThrow();
  return generation;
}

/** Of files in one folder that have the same id, the first by name counts. */
async function refuseDuplicates(database: Database, { importId }: StagedImport): Promise<void> {
  await affect(
    database,
    sql`
      update export_center.import_files as file
      set reason = 'has the same id as ' || first.path || ', which counts'
      from (
        select kind, source, id, min(path) as path
        from export_center.import_files
        where import_id = ${importId} and reason is null
        group by kind, source, id
        having count(*) > 1
      ) as first
      where file.import_id = ${importId} and file.reason is null and file.path <> first.path
        and file.kind = first.kind and file.source = first.source and file.id = first.id`,
  );
}

async function setGeneration(database: Database, tenant: string, generation: number): Promise<void> {
  await database
    .query<SourcesTables>()
    .updateTable('export_center.tenant_generations')
    .set({ generation })
    .where('tenant', '=', tenant)
    .execute();
}

async function replaceDocuments(
  database: Database,
  staged: StagedImport,
  next: number,
): Promise<Counts & { opened: number; closed: number }> {
  const closed = await affect(database, closeVanished(staged, next));
  const opened = (await affect(database, openNew(staged, next))) + (await affect(database, openReturned(staged, next)));
  const changed = await count(database, replaced(staged, next));
  const accepted = await count(database, acceptedFiles(staged));
  return {
    opened,
    closed,
    imported: opened - changed,
    changed,
    unchanged: accepted - opened,
    removed: closed - changed,
  };
}

function closeVanished({ importId, tenant }: StagedImport, next: number) {
  return sql`
    update export_center.documents as held
    set to_generation = ${next}
    where tenant = ${tenant} and to_generation is null and not exists (
      select from export_center.import_files as file
      where file.import_id = ${importId} and file.reason is null and file.kind = held.kind
        and file.source = held.source and file.id = held.id and file.sha256 = held.sha256
    )`;
}

const documentColumns = sql.raw(
  `kind, source, id, sha256, format, format_version, subject, modified_at, bytes, products, ecosystems, supported,
   content`,
);

function openNew({ importId, tenant }: StagedImport, next: number) {
  return sql`
    insert into export_center.documents (tenant, from_generation, ${documentColumns})
    select tenant, ${next}::bigint, ${documentColumns}
    from export_center.import_files as file
    where import_id = ${importId} and reason is null and content is not null and ${isNotHeld(tenant)}`;
}

/** Opens documents again whose text the tenant held before; that text was not staged. */
function openReturned({ importId, tenant }: StagedImport, next: number) {
  return sql`
    insert into export_center.documents (tenant, from_generation, ${documentColumns})
    select tenant, ${next}::bigint, earlier.*
    from export_center.import_files as file
    cross join lateral (
      select ${documentColumns}
      from export_center.documents as document
      where document.tenant = ${tenant} and document.sha256 = file.sha256 and document.kind = file.kind
        and document.source = file.source
      limit 1
    ) as earlier
    where import_id = ${importId} and reason is null and file.content is null and ${isNotHeld(tenant)}`;
}

function isNotHeld(tenant: string) {
  return sql`not exists (
    select from export_center.documents as held
    where held.tenant = ${tenant} and held.to_generation is null and held.kind = file.kind
      and held.source = file.source and held.id = file.id
  )`;
}

/** Closed documents that came back with another text. Asked of the staged files, of which the planner knows most. */
function replaced({ importId, tenant }: StagedImport, next: number) {
  return sql<{ count: number }>`
    select count(*) as count
    from export_center.documents as closed
    where tenant = ${tenant} and to_generation = ${next} and exists (
      select from export_center.import_files as file
      where file.import_id = ${importId} and file.reason is null and file.kind = closed.kind
        and file.source = closed.source and file.id = closed.id
    )`;
}

function acceptedFiles({ importId }: StagedImport) {
  return sql<{ count: number }>`
    select count(*) as count from export_center.import_files where import_id = ${importId} and reason is null`;
}

/** Runs a statement and tells how many rows it touched. */
async function affect(database: Database, statement: RawBuilder<unknown>): Promise<number> {
  const { numAffectedRows } = await statement.execute(database.query<SourcesTables>());
  return Number(numAffectedRows ?? 0);
}

async function count(database: Database, statement: RawBuilder<{ count: number }>): Promise<number> {
  const { rows } = await statement.execute(database.query<SourcesTables>());
  return rows[0]?.count ?? 0;
}
