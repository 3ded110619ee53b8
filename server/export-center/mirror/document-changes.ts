import { sql, type RawBuilder } from 'kysely';
import type { EvidenceKind } from '../../contracts/export-center/kinds.ts';
import type { Database } from '../../kernel/database/database.ts';
import { isSelected, type DocumentSelection } from '../sources/selection.ts';
import type { SourcesTables } from '../sources/tables.ts';
import type { EvidenceRecord } from '../worker/evidence-record.ts';

/** Documents that one query compares; they come without their text. */
const pageRows = 2_000;
/** Texts that one query fetches: so many, or so many bytes unless one alone is larger. */
const batchRows = 500;
const batchBytes = 4 * 1024 * 1024;

/** A document as one of the two states holds it. */
export interface DocumentVersion {
  /** `sha256:<hex>` of its text. */
  readonly sha256: string;
  readonly bytes: number;
  readonly subject: string | null;
}

/** A document that the base had selected, or that the run selects, or both. */
export interface ComparedDocument {
  readonly kind: EvidenceKind;
  readonly id: string;
  readonly source: string;
  readonly before: DocumentVersion | null;
  readonly after: DocumentVersion | null;
}

/** A side that lacks the document has no digest. */
interface ComparedRow {
  id: string;
  source: string;
  before_sha256: string | null;
  before_bytes: number;
  before_subject: string | null;
  after_sha256: string | null;
  after_bytes: number;
  after_subject: string | null;
}

/**
 * Every document of two selections of one kind, by id and source, compared byte by byte. `before` null stands for a state that
 * held nothing. Only digests are read; no transaction is held between pages.
 */
export async function* compareDocuments(
  database: Database,
  before: DocumentSelection | null,
  after: DocumentSelection,
): AsyncGenerator<ComparedDocument> {
  const { kind } = after;
  for (let last: ComparedRow | undefined; ;) {
    const { rows } = await comparedPage(before, after, last).execute(database.query<SourcesTables>());
    for (const row of rows) yield comparedDocument(kind, row);
    last = rows.at(-1);
    if (rows.length < pageRows) return;
  }
}

function comparedDocument(kind: EvidenceKind, row: ComparedRow): ComparedDocument {
  return {
    ...{ kind, id: row.id, source: row.source },
    before: versionOf(row.before_sha256, row.before_bytes, row.before_subject),
    after: versionOf(row.after_sha256, row.after_bytes, row.after_subject),
  };
}

function versionOf(sha256: string | null, bytes: number, subject: string | null): DocumentVersion | null {
  return sha256 === null ? null : { sha256, bytes, subject };
}

/**
 * A full outer join of the two selections, as one walk along the documents' primary key that stops at the end of the page. A state
 * holds each id of a source at most once, so `max` is that one's value; it costs a fifth of an aggregate of objects.
 */
function comparedPage(before: DocumentSelection | null, after: DocumentSelection, last: ComparedRow | undefined) {
  return sql<ComparedRow>`
    select id, source,
      max(sha256) filter (where is_before) as before_sha256, max(bytes) filter (where is_before) as before_bytes,
      max(subject) filter (where is_before) as before_subject,
      max(sha256) filter (where is_after) as after_sha256, max(bytes) filter (where is_after) as after_bytes,
      max(subject) filter (where is_after) as after_subject
    from (
      select id, source, sha256, bytes, subject,
        ${before ? isSelected(before) : sql`false`} as is_before, ${isSelected(after)} as is_after
      from export_center.documents as document
      where tenant = ${after.tenant} and kind = ${after.kind} and ${isAfter(last)}
    ) as document
    where is_before or is_after
    group by id, source
    order by id, source
    limit ${pageRows}`;
}

function isAfter(last: ComparedRow | undefined): RawBuilder<boolean> {
  return last === undefined ? sql<boolean>`true` : sql<boolean>`(id, source) > (${last.id}, ${last.source})`;
}

/** The texts of the documents that are new or changed, a few megabytes at a time. */
export async function* readChanged(
  database: Database,
  selection: DocumentSelection,
  changed: AsyncIterable<ComparedDocument>,
): AsyncGenerator<EvidenceRecord> {
  let batch: ComparedDocument[] = [];
  let bytes = 0;
  for await (const document of changed) {
    const weight = document.after?.bytes ?? 0;
    if (batch.length === batchRows || (batch.length > 0 && bytes + weight > batchBytes)) {
      yield* readBatch(database, selection, batch);
      [batch, bytes] = [[], 0];
    }
    batch.push(document);
    bytes += weight;
  }
  if (batch.length > 0) yield* readBatch(database, selection, batch);
}

async function* readBatch(
  database: Database,
  { tenant, kind, generation }: DocumentSelection,
  batch: readonly ComparedDocument[],
): AsyncGenerator<EvidenceRecord> {
  const wanted = {
    ids: batch.map(({ id }) => id),
    sources: batch.map(({ source }) => source),
    digests: batch.map(({ after }) => after?.sha256),
  };
  const { rows } = await sql<Omit<EvidenceRecord, 'kind' | 'subject'> & { subject: string | null }>`
    select document.id, document.source, document.sha256, document.subject, document.content
    from unnest(${wanted.ids}::text[], ${wanted.sources}::text[], ${wanted.digests}::text[]) as wanted (id, source, sha256)
    join export_center.documents as document
      on document.tenant = ${tenant} and document.kind = ${kind} and document.id = wanted.id
        and document.source = wanted.source and document.sha256 = wanted.sha256
    where document.from_generation <= ${generation}
      and (document.to_generation is null or document.to_generation > ${generation})`.execute(
    database.query<SourcesTables>(),
  );
  for (const { subject, ...row } of rows) yield { kind, ...row, ...(subject === null ? {} : { subject }) };
}
