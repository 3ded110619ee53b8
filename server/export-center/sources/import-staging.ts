import { sql, type Insertable } from 'kysely';
import type { Database } from '../../kernel/database/database.ts';
import type { RecognisedDocument } from './recognised-document.ts';
import type { DocumentColumns, SourcesTables } from './tables.ts';

/** The embedded database keeps the event loop of its process for as long as a statement takes. */
const rowsOfInsert = 50;

export type KnownDocument = Pick<DocumentColumns, 'kind' | 'source' | 'id' | 'sha256'>;

interface RefusedFile {
  readonly path: string;
  readonly reason: string;
}

/** A file whose text lies in `documents` already. */
interface KnownFile {
  readonly path: string;
  readonly known: KnownDocument;
}

interface StagedDocument {
  readonly path: string;
  readonly source: string;
  readonly document: RecognisedDocument;
}

/** A file as an import saw it. */
export type StagedFile = RefusedFile | KnownFile | StagedDocument;

/**
 * Where imports under way keep what they have read, batch by batch, so that neither memory nor a transaction has to
 * hold a whole evidence folder. Nobody else reads it.
 */
export class ImportStaging {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Of these texts, those that the tenant holds or held: they need not be parsed and stored again. */
  async findKnown(tenant: string, digests: readonly string[]): Promise<KnownDocument[]> {
    if (digests.length === 0) return [];
    return await this.#query()
      .selectFrom('export_center.documents')
      .select(['kind', 'source', 'id', 'sha256'])
      .distinct()
      .where('tenant', '=', tenant)
      .where(sql<boolean>`sha256 = any(${digests}::text[])`)
      .execute();
  }

  async add(importId: string, tenant: string, files: readonly StagedFile[]): Promise<void> {
    const documents = files.filter((file): file is StagedDocument => 'document' in file);
    const others = files.filter((file): file is RefusedFile | KnownFile => !('document' in file));
    if (documents.length > 0) await this.#addDocuments(importId, tenant, documents);
    if (others.length > 0) await this.#addOthers(importId, tenant, others);
  }

  async #addDocuments(importId: string, tenant: string, files: readonly StagedDocument[]): Promise<void> {
    for (let start = 0; start < files.length; start += rowsOfInsert) {
      const some = files.slice(start, start + rowsOfInsert);
      const rows = some.map((file) => ({ import_id: importId, tenant, ...columnsOf(file) }));
      await this.#query().insertInto('export_center.import_files').values(rows).execute();
    }
  }

  /** One parameter for all rows: an import where nothing changed consists of little else. */
  async #addOthers(importId: string, tenant: string, files: readonly (RefusedFile | KnownFile)[]): Promise<void> {
    const rows = files.map((file) => ('known' in file ? { path: file.path, ...file.known } : file));
    await sql`
      insert into export_center.import_files (import_id, tenant, path, reason, kind, source, id, sha256)
      select ${importId}, ${tenant}, path, reason, kind, source, id, sha256
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as file (path text, reason text, kind text, source text, id text, sha256 text)`.execute(this.#query());
  }

  async discard(importId: string): Promise<void> {
    await this.#query().deleteFrom('export_center.import_files').where('import_id', '=', importId).execute();
  }

  /** Forgets what imports of the tenant left behind that never came to an end. */
  async discardAbandoned(tenant: string): Promise<void> {
    await this.#query()
      .deleteFrom('export_center.import_files')
      .where('tenant', '=', tenant)
      .where('staged_at', '<', sql<Date>`now() - interval '1 day'`)
      .execute();
  }

  #query() {
    return this.#database.query<SourcesTables>();
  }
}

type ImportFile = Insertable<SourcesTables['export_center.import_files']>;

function columnsOf({ path, source, document }: StagedDocument): Omit<ImportFile, 'import_id' | 'tenant'> {
  const { formatVersion, modifiedAt, subject, ...columns } = document;
  return {
    path,
    source,
    ...columns,
    format_version: formatVersion,
    subject: subject ?? null,
    modified_at: modifiedAt ?? null,
  };
}
