import { sql } from 'kysely';
import type { Database } from '../../kernel/database/database.ts';
import type { Recognition } from './recognise-documents.ts';
import type { DocumentColumns, SourcesTables } from './tables.ts';

export type KnownDocument = Pick<DocumentColumns, 'kind' | 'source' | 'id' | 'sha256'>;

export interface RefusedFile {
  readonly path: string;
  readonly reason: string;
}

/** A file whose text lies in `documents` already. */
export interface KnownFile {
  readonly path: string;
  readonly known: KnownDocument;
}

/** Rows that an import may leave behind before the space is given back. */
const keptRows = 1_000;

/**
 * Where imports under way keep what they have read, batch by batch, so that neither memory nor a transaction has to
 * hold a whole evidence folder. Nobody else reads it.
 */
export class ImportStaging {
  readonly #database: Database;
  readonly #importId: string;
  readonly #tenant: string;
  #rows = 0;

  constructor(database: Database, { importId, tenant }: { importId: string; tenant: string }) {
    this.#database = database;
    this.#importId = importId;
    this.#tenant = tenant;
  }

  /**
   * Notes of these files those that still hold what the tenant holds of them: nothing else is to be done about them.
   * Resolves to the paths of the others.
   */
  async addUnchanged(files: readonly { readonly path: string; readonly sha256: string }[]): Promise<Set<string>> {
    if (files.length === 0) return new Set();
    const [paths, digests] = [files.map(({ path }) => path), files.map(({ sha256 }) => sha256)];
    const { rows } = await sql<{ path: string }>`
      with batch as (
        select path, sha256 from unnest(${paths}::text[], ${digests}::text[]) as file (path, sha256)
      ), unchanged as (
        insert into export_center.import_unchanged (import_id, path)
        select ${this.#importId}, held.path
        from batch
        join export_center.documents as held
          on held.tenant = ${this.#tenant} and held.path = batch.path and held.to_generation is null
        where held.sha256 = batch.sha256
        returning path
      )
      select path from batch where path not in (select path from unchanged)`.execute(this.#query());
    this.#rows += files.length - rows.length;
    return new Set(rows.map(({ path }) => path));
  }

  /** Of these texts, those that the tenant holds or held: they need not be parsed and stored again. */
  async findKnown(digests: readonly string[]): Promise<KnownDocument[]> {
    if (digests.length === 0) return [];
    return await this.#query()
      .selectFrom('export_center.documents')
      .select(['kind', 'source', 'id', 'sha256'])
      .distinct()
      .where('tenant', '=', this.#tenant)
      .where(sql<boolean>`sha256 = any(${digests}::text[])`)
      .execute();
  }

  async addDocuments({ rows, count }: Recognition): Promise<void> {
    if (count === 0) return;
    await sql`
      insert into export_center.import_files (import_id, tenant, path, kind, source, id, sha256, format, format_version,
        subject, modified_at, bytes, products, ecosystems, supported, content)
      select ${this.#importId}, ${this.#tenant}, file.*
      from json_to_recordset(${this.#jsonOf(rows)}) as file (path text, kind text, source text,
        id text, sha256 text, format text, format_version text, subject text, modified_at timestamptz, bytes bigint,
        products text[], ecosystems text[], supported boolean, content text)`.execute(this.#query());
    this.#rows += count;
  }

  async addOthers(files: readonly (RefusedFile | KnownFile)[]): Promise<void> {
    if (files.length === 0) return;
    const rows = files.map((file) => ('known' in file ? { path: file.path, ...file.known } : file));
    await sql`
      insert into export_center.import_files (import_id, tenant, path, reason, kind, source, id, sha256)
      select ${this.#importId}, ${this.#tenant}, file.*
      from json_to_recordset(${JSON.stringify(rows)}::json)
        as file (path text, reason text, kind text, source text, id text, sha256 text)`.execute(this.#query());
    this.#rows += files.length;
  }

  async discard(): Promise<void> {
    await this.#query().deleteFrom('export_center.import_files').where('import_id', '=', this.#importId).execute();
    await this.#query().deleteFrom('export_center.import_unchanged').where('import_id', '=', this.#importId).execute();
    if (this.#rows > keptRows) await this.#reclaim();
  }

  /** Forgets what imports left behind whose processes died. */
  async discardAbandoned(): Promise<void> {
    let rows = 0;
    for (const table of ['import_files', 'import_unchanged']) {
      const { numAffectedRows } = await sql`
        delete from ${sql.table(`export_center.${table}`)}
        where import_id not in (select import_id from export_center.running_imports)`.execute(this.#query());
      rows += Number(numAffectedRows ?? 0);
    }
    if (rows > keptRows) await this.#reclaim();
  }

  /** The embedded database would never do so by itself, and each import would leave a gigabyte. */
  async #reclaim(): Promise<void> {
    await sql`vacuum export_center.import_files, export_center.import_unchanged`.execute(this.#query());
  }

  /** Bytes pass by the heap of the service; PGlite would write them as hexadecimal digits, one by one. */
  #jsonOf(text: Uint8Array) {
    if (this.#database.kind === 'pglite') return sql`${Buffer.from(text).toString()}::json`;
    return sql`convert_from(${text}::bytea, 'UTF8')::json`;
  }

  #query() {
    return this.#database.query<SourcesTables>();
  }
}
