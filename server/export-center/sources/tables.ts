import type { ColumnType, Generated } from 'kysely';
import type { EvidenceKind } from '../../contracts/export-center/kinds.ts';
import type { ImportReport } from '../../contracts/export-center/sources.ts';
import type { Policy } from '../../evidence/policy/policy.ts';

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
  /** Whether the version of its format can be normalised. */
  supported: boolean;
}

/**
 * Every document that a tenant holds or held. A row never changes but for `to_generation`, which closes it, and for
 * `path`: the document belongs to each generation g with `from_generation <= g < to_generation`.
 */
interface DocumentTable extends Omit<DocumentColumns, 'supported'> {
  tenant: string;
  supported: Generated<boolean>;
  content: string;
  /** The file that it lies in, relative to the tenant's folder; null where it was imported before that was kept. */
  path: string | null;
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
  unsupported: ColumnType<ImportReport['unsupported'], string, never>;
  unsupported_total: number;
  /** Why `policy.yaml` was refused. */
  policy_refused: string | null;
  failure: string | null;
  /** What the folder looked like (folder-mark.ts); null where that cannot be relied on. */
  folder_mark: string | null;
}

/** Every `policy.yaml` that a tenant has or had; generations as of a document. */
interface PolicyTable {
  tenant: string;
  /** The file as it was. */
  content: string;
  policy: ColumnType<Policy, string, never>;
  imported_at: Date;
  from_generation: number;
  to_generation: number | null;
}

/** A request to import a tenant's folder, until an import that began after it has ended. */
interface ImportRequestTable {
  request_id: string;
  tenant: string;
  requested_at: Date;
  /** Null where a process saw the folder change. */
  actor: string | null;
  reason: string | null;
  ticket: string | null;
  trace_id: string | null;
  /** The import that serves it. */
  taken_by: string | null;
}

/** The one import of a tenant that is under way. */
export interface RunningImportTable {
  tenant: string;
  import_id: string;
  started_at: Date;
  files_seen: number;
  bytes: number;
  /** By the database's clock; long ago where the process died. */
  alive_at: Date;
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

/** Files of imports under way that still hold what the tenant holds of them. */
interface UnchangedFileTable {
  import_id: string;
  path: string;
}

export interface SourcesTables {
  'export_center.documents': DocumentTable;
  'export_center.tenant_generations': TenantGenerationTable;
  'export_center.import_reports': ImportReportTable;
  'export_center.import_files': ImportFileTable;
  'export_center.import_unchanged': UnchangedFileTable;
  'export_center.policies': PolicyTable;
  'export_center.import_requests': ImportRequestTable;
  'export_center.running_imports': RunningImportTable;
}
