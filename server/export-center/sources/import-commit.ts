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
  /** The tenant's when the import began. */
  readonly generation: number;
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
    if (current !== staged.generation) await refuseOutdated(database, staged);
    await stageNamesakes(database, staged);
    await keepRefused(database, staged);
    await refuseDuplicates(database, staged);
    const { opened, closed, ...counts } = await replaceDocuments(database, staged, current + 1);
    await tellKept(database, staged);
    const hasNewPolicy = await replacePolicy(database, tenant, policy, current + 1);
    const generation = opened + closed > 0 || hasNewPolicy ? current + 1 : current;
    await setGeneration(database, tenant, generation);
    const report = {
      startedAt: staged.startedAt.toISOString(),
      finishedAt: new Date().toISOString(),
      generation,
      ...counts,
      ...(await readRefusals(database, staged.importId)),
      ...(await readUnsupported(database, tenant)),
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

/**
 * A file that has the id of a document which another, unchanged file holds: of both the first by name counts, as of any
 * two, so the unchanged one is staged, too.
 */
async function stageNamesakes(database: Database, { importId, tenant }: StagedImport): Promise<void> {
  await affect(
    database,
    sql`
      with namesakes as (
        delete from export_center.import_unchanged as unchanged
        using export_center.import_files as file, export_center.documents as held
        where unchanged.import_id = ${importId} and held.tenant = ${tenant} and held.to_generation is null
          and held.path = unchanged.path and ${isFileOf(importId)}
        returning held.path, held.kind, held.source, held.id, held.sha256
      )
      insert into export_center.import_files (import_id, tenant, path, kind, source, id, sha256)
      select distinct ${importId}, ${tenant}, path, kind, source, id, sha256 from namesakes`,
  );
}

/**
 * What a refused file held before stays, and what lay below a refused folder. (In the order of bytes, names below a
 * folder lie between its name with `/` and with `0`, the next character.)
 */
async function keepRefused(database: Database, { importId, tenant }: StagedImport): Promise<void> {
  await affect(
    database,
    sql`
      insert into export_center.import_unchanged (import_id, path)
      select refused.import_id, held.path
      from export_center.import_files as refused
      join export_center.documents as held
        on held.tenant = ${tenant} and held.to_generation is null and held.path = refused.path
      where refused.import_id = ${importId} and refused.reason is not null
      union
      select refused.import_id, held.path
      from export_center.import_files as refused
      join export_center.documents as held
        on held.tenant = ${tenant} and held.to_generation is null
          and held.path > refused.path || '/' and held.path < refused.path || '0'
      where refused.import_id = ${importId} and refused.reason is not null`,
  );
}

/** Says so beside the reason. */
async function tellKept(database: Database, { importId, tenant }: StagedImport): Promise<void> {
  const held = sql`select from export_center.documents where tenant = ${tenant} and to_generation is null`;
  await affect(
    database,
    sql`
      update export_center.import_files as refused
      set reason = reason || '; what was imported from it before stays'
      where import_id = ${importId} and reason is not null and (
        exists (${held} and documents.path = refused.path)
        or exists (${held} and documents.path > refused.path || '/' and documents.path < refused.path || '0')
      )`,
  );
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

/**
 * Files were left out because they hold what the tenant held: of another generation that is not known to be so. Claims
 * of imports rule it out.
 */
async function refuseOutdated(database: Database, { importId, tenant }: StagedImport): Promise<void> {
  const unchanged = await database
    .query<SourcesTables>()
    .selectFrom('export_center.import_unchanged')
    .select('path')
    .where('import_id', '=', importId)
    .limit(1)
    .execute();
  if (unchanged.length > 0) throw new Error(`Another import of ${tenant} has committed meanwhile`);
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
  const held = await count(database, heldDocuments(staged));
  const closed =
    (await affect(database, closeReplaced(staged, next))) + (await affect(database, closeVanished(staged, next)));
  const opened = (await affect(database, openNew(staged, next))) + (await affect(database, openReturned(staged, next)));
  await affect(database, followRenames(staged));
  const changed = await count(database, replaced(staged, next));
  return { opened, closed, imported: opened - changed, changed, unchanged: held - closed, removed: closed - changed };
}

function heldDocuments({ tenant }: StagedImport) {
  return sql<{ count: number }>`
    select count(*) as count from export_center.documents where tenant = ${tenant} and to_generation is null`;
}

/** Documents of which a file holds another text. */
function closeReplaced({ importId, tenant }: StagedImport, next: number) {
  return sql`
    update export_center.documents as held
    set to_generation = ${next}
    from export_center.import_files as file
    where held.tenant = ${tenant} and held.to_generation is null and ${isFileOf(importId)}
      and file.sha256 <> held.sha256`;
}

/** Documents that no file holds any more. */
function closeVanished({ importId, tenant }: StagedImport, next: number) {
  return sql`
    update export_center.documents as held
    set to_generation = ${next}
    where held.tenant = ${tenant} and held.to_generation is null
      and not exists (
        select from export_center.import_unchanged as unchanged
        where unchanged.import_id = ${importId} and unchanged.path = held.path
      )
      and not exists (select from export_center.import_files as file where ${isFileOf(importId)})`;
}

/** Whether a staged `file` holds the document `held`, in whatever text. */
function isFileOf(importId: string) {
  return sql`file.import_id = ${importId} and file.reason is null and file.kind = held.kind
    and file.source = held.source and file.id = held.id`;
}

const documentColumns = sql.raw(
  `kind, source, id, sha256, format, format_version, subject, modified_at, bytes, products, ecosystems, supported,
   content`,
);

function openNew({ importId, tenant }: StagedImport, next: number) {
  return sql`
    insert into export_center.documents (tenant, from_generation, path, ${documentColumns})
    select tenant, ${next}::bigint, path, ${documentColumns}
    from export_center.import_files as file
    where import_id = ${importId} and reason is null and content is not null and ${isNotHeld(tenant)}`;
}

/** Opens documents again whose text the tenant held before; that text was not staged. */
function openReturned({ importId, tenant }: StagedImport, next: number) {
  return sql`
    insert into export_center.documents (tenant, from_generation, path, ${documentColumns})
    select file.tenant, ${next}::bigint, file.path, earlier.*
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

/** Documents whose text is found under another name than before. */
function followRenames({ importId, tenant }: StagedImport) {
  return sql`
    update export_center.documents as held
    set path = file.path
    from export_center.import_files as file
    where held.tenant = ${tenant} and held.to_generation is null and ${isFileOf(importId)}
      and held.path is distinct from file.path`;
}

/** Closed documents that came back with another text. Asked of the staged files, of which the planner knows most. */
function replaced({ importId, tenant }: StagedImport, next: number) {
  return sql<{ count: number }>`
    select count(*) as count
    from export_center.documents as held
    where tenant = ${tenant} and to_generation = ${next} and exists (
      select from export_center.import_files as file where ${isFileOf(importId)}
    )`;
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
