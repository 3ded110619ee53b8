import { sql } from 'kysely';
import { newUlid } from '../../kernel/ids.ts';
import type { ImportReport } from '../../contracts/export-center/sources.ts';
import type { Database } from '../../kernel/database/database.ts';
import { sha256Of } from './document-text.ts';
import { Refusal } from './refusal.ts';
import { inGroups } from './folder-mark.ts';
import { commitImport, type AlsoCommit } from './import-commit.ts';
import type { EvidenceFile } from './import-folder.ts';
import { policyPath, type FoundPolicy } from './import-policy.ts';
import { ImportStaging, type KnownDocument, type StagedFile } from './import-staging.ts';
import { recogniseDocuments, type RecogniseDocuments } from './recognise-documents.ts';
import type { ImportProgress } from './running-imports.ts';
import type { SourcesTables } from './tables.ts';

/** Files that are read side by side; each may be 32 MiB. */
const parallelReads = 4;
/** A batch of the database ends with the read that passes either. */
const batchFiles = 200;
const batchBytes = 4 * 1024 * 1024;

type FoundFile = EvidenceFile & { bytes: Uint8Array; sha256: string };
type ReadFile = FoundFile | (EvidenceFile & { reason: string });

export interface ImportOptions {
  readonly importId?: string;
  readonly startedAt?: Date;
  /** What lies in the place of the tenant's policy. */
  readonly policy?: FoundPolicy;
  readonly folderMark?: string | null;
  /** Called after each batch, with totals. */
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly alsoCommit?: AlsoCommit;
  readonly recognise?: RecogniseDocuments;
  /** Ends the import between two batches; nothing of it is left then. */
  readonly signal?: AbortSignal;
}

/**
 * Makes the given files the whole evidence of a tenant, and tells what that changed. Files that are no evidence are
 * refused by name, the rest is imported; the order of the files has no influence. Nothing is visible before the end.
 */
export async function importTenant(
  database: Database,
  tenant: string,
  files: AsyncIterable<EvidenceFile> | Iterable<EvidenceFile>,
  options: ImportOptions = {},
): Promise<ImportReport> {
  const { importId = newUlid(), startedAt = new Date(), policy = null, folderMark = null } = options;
  const { onProgress, alsoCommit = () => Promise.resolve(), signal, recognise = recogniseDocuments } = options;
  const staging = new ImportStaging(database);
  const staged = { importId, tenant, startedAt, policy, folderMark };
  const progress = { filesSeen: 0, bytes: 0 };
  await staging.discardAbandoned(tenant);
  try {
    for await (const batch of readInBatches(files)) {
      signal?.throwIfAborted();
      const known = await staging.findKnown(tenant, digestsOf(batch));
      await staging.add(staged.importId, tenant, await stagedFiles(batch, known, recognise));
      progress.filesSeen += batch.length;
      for (const file of batch) progress.bytes += 'bytes' in file ? file.bytes.byteLength : 0;
      onProgress?.({ ...progress });
    }
    if (policy !== null && 'refused' in policy) {
      await staging.add(staged.importId, tenant, [{ path: policyPath, reason: policy.refused }]);
    }
    await analyze(database, 'import_files');
    const report = await commitImport(database, staged, alsoCommit);
    if (report.imported + report.changed + report.removed > 0) await analyze(database, 'documents');
    return report;
  } finally {
    await staging.discard(staged.importId);
  }
}

/**
 * Tells the query planner what a table holds now. Without it it takes a new table for empty, and PGlite has no
 * autovacuum that would find out.
 */
async function analyze(database: Database, table: 'import_files' | 'documents'): Promise<void> {
  await sql`analyze ${sql.table(`export_center.${table}`)}`.execute(database.query<SourcesTables>());
}

async function* readInBatches(files: AsyncIterable<EvidenceFile> | Iterable<EvidenceFile>): AsyncGenerator<ReadFile[]> {
  let batch: ReadFile[] = [];
  let bytes = 0;
  for await (const group of inGroups(files, parallelReads)) {
    const read = await Promise.all(group.map(readFile));
    batch.push(...read);
    for (const file of read) bytes += 'bytes' in file ? file.bytes.byteLength : 0;
    if (batch.length >= batchFiles || bytes >= batchBytes) {
      yield batch;
      batch = [];
      bytes = 0;
    }
  }
  yield batch;
}

async function readFile(file: EvidenceFile): Promise<ReadFile> {
  try {
    const bytes = await file.read();
    return { ...file, bytes, sha256: sha256Of(bytes) };
  } catch (error) {
    return { ...file, reason: reasonOf(error) };
  }
}

function digestsOf(files: readonly ReadFile[]): string[] {
  return files.flatMap((file) => ('sha256' in file ? file.sha256 : []));
}

/** What is to be staged of each file: texts that the tenant holds or held need not be parsed and stored again. */
async function stagedFiles(
  files: readonly ReadFile[],
  known: readonly KnownDocument[],
  recognise: RecogniseDocuments,
): Promise<StagedFile[]> {
  const keyOf = ({ kind, source, sha256 }: Pick<KnownDocument, 'kind' | 'source' | 'sha256'>) =>
    `${kind} ${sha256} ${source}`;
  const knownByKey = new Map(known.map((document) => [keyOf(document), document]));
  const fresh: FoundFile[] = [];
  const staged: StagedFile[] = [];
  for (const file of files) {
    const same = 'sha256' in file ? knownByKey.get(keyOf(file)) : undefined;
    if ('reason' in file) staged.push({ path: file.path, reason: file.reason });
    else if (same) staged.push({ path: file.path, known: same });
    else fresh.push(file);
  }
  const recognised = await recognise(fresh.map(({ kind, bytes }) => ({ kind, bytes })));
  fresh.forEach(({ path, source }, index) => {
    const found = recognised[index];
    if (found) staged.push('refused' in found ? { path, reason: found.refused } : { path, source, document: found });
  });
  return staged;
}

/** The words of a refusal; anything else is a fault of ours and stops the import. */
function reasonOf(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  throw error;
}
