import type { ColumnType, Generated } from 'kysely';
import type { EvidenceKind } from '../../contracts/export-center/kinds.ts';
import type { ImportReport } from '../../contracts/export-center/sources.ts';

/** What is known of a document beside its text; see recognised-document.ts. */
export interface DocumentColumns {
  kind: EvidenceKind;
  source: string;
  id: string;
  /** `sha256:<hex>` over the original bytes. */
  sha256: string;
  format: string;
  format_version: string;
  subject: string | null;
  modified_at: Date | null;
  bytes: number;
  products: string[];
  ecosystems: string[];
}

/**
 * Every document that a tenant holds or held. A row never changes but for `to_generation`, which closes it: the
 * document belongs to each generation g with `from_generation <= g < to_generation`.
 */
interface DocumentTable extends DocumentColumns {
  tenant: string;
  content: string;
  ingested_at: Generated<Date>;
  from_generation: number;
  to_generation: number | null;
}

/** The tenant's current generation; an import that changes something makes the next one. */
interface TenantGenerationTable {
  tenant: string;
  generation: number;
}

export interface ImportReportTable {
  tenant: string;
  import_id: string;
  started_at: Date;
  finished_at: Date;
  generation: number;
  imported: number;
  changed: number;
  unchanged: number;
  removed: number;
  /** Read as a value, written as JSON text. */
  refused: ColumnType<ImportReport['refused'], string, never>;
  refused_total: number;
}

type Unset<Columns> = { [Column in keyof Columns]?: Columns[Column] | null };

/**
 * Files of imports under way. A row has a reason for its refusal, or what `documents` needs; of a text that lies
 * there already only what identifies it.
 */
interface ImportFileTable extends Unset<DocumentColumns> {
  import_id: string;
  tenant: string;
  path: string;
  reason?: string | null;
  content?: string | null;
  staged_at: Generated<Date>;
}

export interface SourcesTables {
  'export_center.documents': DocumentTable;
  'export_center.tenant_generations': TenantGenerationTable;
  'export_center.import_reports': ImportReportTable;
  'export_center.import_files': ImportFileTable;
}
