import { sql } from 'kysely';
import type { EvidenceKind } from '../../contracts/export-center/kinds.ts';
import type { Database } from '../../kernel/database/database.ts';
import { isSelected, type DocumentSelection } from './selection.ts';
import type { SourcesTables } from './tables.ts';

/** Rows that a page looks at, and bytes of text that it carries unless one document alone is larger. */
const pageRows = 500;
const pageBytes = 4 * 1024 * 1024;

/** What identifies a document among all of a tenant, and what it weighs. */
export interface DocumentDigest {
  readonly kind: EvidenceKind;
  readonly id: string;
  /** Folder that it came from, relative to the tenant's evidence folder. */
  readonly source: string;
  /** `sha256:<hex>` over the original bytes. */
  readonly sha256: string;
  readonly bytes: number;
  /** `name@version` of what an SBOM or a VEX document is about. */
  readonly subject?: string;
}

export interface StoredDocument extends DocumentDigest {
  /** The original text; its UTF-8 bytes are those that were ingested. */
  readonly content: string;
}

export interface DocumentTotals {
  readonly documents: number;
  readonly bytes: number;
}

interface PageRow {
  id: string;
  source: string;
  sha256: string;
  bytes: number;
  subject: string | null;
}

/**
 * Reads the evidence of tenants as of a generation: what a generation holds never changes, whatever is imported later.
 * Documents come by id, source and digest, compared byte by byte.
 */
export class DocumentStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The tenant's current generation; 0 before its first document. */
  async generation(tenant: string): Promise<number> {
    const row = await this.#database
      .query<SourcesTables>()
      .selectFrom('export_center.tenant_generations')
      .select('generation')
      .where('tenant', '=', tenant)
      .executeTakeFirst();
    return row?.generation ?? 0;
  }

  async totals(selection: DocumentSelection): Promise<DocumentTotals> {
    const { rows } = await sql<DocumentTotals>`
      select count(*) as documents, coalesce(sum(bytes), 0) as bytes
      from export_center.documents as document
      where ${isSelected(selection)}`.execute(this.#database.query<SourcesTables>());
    return rows[0] ?? { documents: 0, bytes: 0 };
  }

  /** The selected documents without their text. */
  digests(selection: DocumentSelection): AsyncGenerator<DocumentDigest> {
    return this.#stream(
      selection,
      (last) =>
        sql<PageRow>`
        select id, source, sha256, bytes, subject
        from export_center.documents as document
        where ${isSelected(selection)} and ${isAfter(last)}
        order by id, source, sha256
        limit ${pageRows}`,
    );
  }

  /** The selected documents, a few megabytes at a time. No transaction is held between pages. */
  documents(selection: DocumentSelection): AsyncGenerator<StoredDocument> {
    return this.#stream(
      selection,
      (last) =>
        sql<PageRow & { content: string }>`
        select id, source, sha256, bytes, subject, content
        from (
          select *, sum(bytes) over (order by id, source, sha256) as weight
          from (
            select id, source, sha256, bytes, subject, content
            from export_center.documents as document
            where ${isSelected(selection)} and ${isAfter(last)}
            order by id, source, sha256
            limit ${pageRows}
          ) as next
        ) as page
        where weight <= ${pageBytes} or weight = bytes
        order by id, source, sha256`,
    );
  }

  async *#stream<Row extends PageRow>(
    { kind }: DocumentSelection,
    page: (last: PageRow | undefined) => ReturnType<typeof sql<Row>>,
  ): AsyncGenerator<Omit<Row, 'subject'> & DocumentDigest> {
    for (let last: Row | undefined; ;) {
      const { rows } = await page(last).execute(this.#database.query<SourcesTables>());
      for (const { subject, ...row } of rows) yield { kind, ...row, ...(subject === null ? {} : { subject }) };
      last = rows.at(-1);
      if (last === undefined) return;
    }
  }
}

function isAfter(last: PageRow | undefined) {
  if (last === undefined) return sql`true`;
  return sql`(id, source, sha256) > (${last.id}, ${last.source}, ${last.sha256})`;
}
