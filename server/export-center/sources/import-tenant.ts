import { sql } from 'kysely';
import { newUlid } from '../../kernel/ids.ts';
import type { ImportReport } from '../../contracts/export-center/sources.ts';
import type { Database } from '../../kernel/database/database.ts';
import type { DigestedContent } from './digest-documents.ts';
import { DocumentStore } from './document-store.ts';
import { readerHere, type DocumentReader } from './document-reader.ts';
import type { EvidenceFile } from './evidence-file.ts';
import { inGroups } from './folder-mark.ts';
import { commitImport, type AlsoCommit } from './import-commit.ts';
import { policyPath, type FoundPolicy } from './import-policy.ts';
import { ImportStaging, type KnownDocument, type KnownFile } from './import-staging.ts';
import type { Refused } from './refusal.ts';
import type { ImportProgress } from './running-imports.ts';
import type { SourcesTables } from './tables.ts';

/** How much is done at once. */
interface Batches {
  /** Files whose digests are asked for. */
  readonly files: number;
  /** Documents that are recognised and stored end with the one that passes either. */
  readonly documents: number;
  readonly bytes: number;
}

/** The embedded database keeps the event loop of its process for as long as a statement takes. */
const batchesOf: Readonly<Record<Database['kind'], Batches>> = {
  postgres: { files: 500, documents: 100, bytes: 1024 * 1024 },
  pglite: { files: 100, documents: 20, bytes: 128 * 1024 },
};

export interface ImportOptions {
  readonly importId?: string;
  readonly startedAt?: Date;
  /** What lies in the place of the tenant's policy. */
  readonly policy?: FoundPolicy;
  readonly folderMark?: string | null;
  /** Called after each batch, with totals. */
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly alsoCommit?: AlsoCommit;
  readonly reader?: DocumentReader;
  /** Ends the import between two batches; nothing of it is left then. */
  readonly signal?: AbortSignal;
}

/**
 * Makes the given files the whole evidence of a tenant, and tells what that changed. Files that are no evidence are
 * refused by name, the rest is imported; what a refused file held before stays. The order of the files has no
 * influence. Nothing is visible before the end.
 */
export async function importTenant(
  database: Database,
  tenant: string,
  files: AsyncIterable<EvidenceFile> | Iterable<EvidenceFile>,
  options: ImportOptions = {},
): Promise<ImportReport> {
  const { importId = newUlid(), startedAt = new Date(), policy = null, folderMark = null } = options;
  const { alsoCommit = () => Promise.resolve() } = options;
  const generation = await new DocumentStore(database).generation(tenant);
  const staging = new ImportStaging(database, { importId, tenant });
  try {
    const batches = batchesOf[database.kind];
    const reading = new TenantReading(staging, batches, options);
    for await (const batch of inGroups(files, batches.files)) await reading.add(batch);
    if (policy !== null && 'refused' in policy) {
      await staging.addOthers([{ path: policyPath, reason: policy.refused }]);
    }
    await analyze(database, 'import_files', 'import_unchanged');
    const mark = reading.isComplete ? folderMark : null;
    const staged = { importId, tenant, startedAt, policy, folderMark: mark, generation };
    const report = await commitImport(database, staged, alsoCommit);
    if (report.imported + report.changed + report.removed > 0) await analyze(database, 'documents');
    return report;
  } finally {
    await staging.discard();
  }
}

/**
 * Tells the query planner what tables hold now. Without it it takes a new table for empty, and PGlite has no
 * autovacuum that would find out.
 */
async function analyze(
  database: Database,
  ...tables: readonly ('import_files' | 'import_unchanged' | 'documents')[]
): Promise<void> {
  const names = tables.map((table) => sql.table(`export_center.${table}`));
  await sql`analyze ${sql.join(names)}`.execute(database.query<SourcesTables>());
}

type DigestedFile = EvidenceFile & DigestedContent;

/** Reads the files of a tenant, and stages what is new of them. */
class TenantReading {
  readonly #staging: ImportStaging;
  readonly #batches: Batches;
  readonly #reader: DocumentReader;
  readonly #signal: AbortSignal;
  readonly #onProgress: ((progress: ImportProgress) => void) | undefined;
  readonly #progress = { filesSeen: 0, bytes: 0 };
  #isComplete = true;

  constructor(staging: ImportStaging, batches: Batches, { reader = readerHere, signal, onProgress }: ImportOptions) {
    this.#staging = staging;
    this.#batches = batches;
    this.#reader = reader;
    this.#signal = signal ?? new AbortController().signal;
    this.#onProgress = onProgress;
  }

  /** Whether every file could be read. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  async add(batch: readonly EvidenceFile[]): Promise<void> {
    this.#signal.throwIfAborted();
    const readable = await this.#digest(batch);
    const different = await this.#staging.addUnchanged(readable);
    await this.#stage(readable.filter(({ path }) => different.has(path)));
    this.#progress.filesSeen += batch.length;
    for (const { bytes } of readable) this.#progress.bytes += bytes;
    this.#onProgress?.({ ...this.#progress });
  }

  /** Resolves to the files that can be read. */
  async #digest(files: readonly EvidenceFile[]): Promise<DigestedFile[]> {
    const contents = files.map(({ content }) => content);
    const digestions = await this.#reader.digest(contents, this.#signal);
    const readable: DigestedFile[] = [];
    const refused: (Refused & { path: string })[] = [];
    for (const [index, digestion] of digestions.entries()) {
      const file = files[index];
      if (!file) throw new Error('A reader answered for more files than it was asked for');
      if ('refused' in digestion) refused.push({ path: file.path, ...digestion });
      else readable.push({ ...file, ...digestion });
    }
    await this.#refuse(refused);
    return readable;
  }

  async #refuse(files: readonly (Refused & { readonly path: string })[]): Promise<void> {
    if (files.some(({ isUnreadable }) => isUnreadable)) this.#isComplete = false;
    await this.#staging.addOthers(files.map(({ path, refused }) => ({ path, reason: refused })));
  }

  async #stage(files: readonly DigestedFile[]): Promise<void> {
    const known = await this.#staging.findKnown(files.map(({ sha256 }) => sha256));
    const knownByKey = new Map(known.map((document) => [keyOf(document), document]));
    const unknown: DigestedFile[] = [];
    const others: KnownFile[] = [];
    for (const file of files) {
      const same = knownByKey.get(keyOf(file));
      if (same) others.push({ path: file.path, known: same });
      else unknown.push(file);
    }
    await this.#staging.addOthers(others);
    for (const group of groupsOf(unknown, this.#batches)) await this.#recognise(group);
  }

  async #recognise(files: readonly EvidenceFile[]): Promise<void> {
    this.#signal.throwIfAborted();
    const recognition = await this.#reader.recognise(files, this.#signal);
    await this.#refuse(recognition.refused);
    await this.#staging.addDocuments(recognition);
  }
}

/** What makes a text the same document wherever it is found. */
function keyOf({ kind, source, sha256 }: Pick<KnownDocument, 'kind' | 'source' | 'sha256'>): string {
  return `${kind} ${sha256} ${source}`;
}

function* groupsOf(files: readonly DigestedFile[], most: Batches): Generator<DigestedFile[]> {
  let group: DigestedFile[] = [];
  let bytes = 0;
  for (const file of files) {
    group.push(file);
    bytes += file.bytes;
    if (group.length < most.documents && bytes < most.bytes) continue;
    yield group;
    [group, bytes] = [[], 0];
  }
  if (group.length > 0) yield group;
}
