import { type EvidenceKind } from '../../contracts/export-center/kinds.ts';
import { compareText } from '../../verification/compare-text.ts';

/** One document of the evidence, as ingested. */
export interface EvidenceRecord {
  readonly kind: EvidenceKind;
  readonly id: string;
  readonly source: string;
  /** `sha256:<hex>` of the content's UTF-8 bytes. */
  readonly sha256: string;
  /** The original text. */
  readonly content: string;
  /** What an SBOM is about, `name@version`; its file is named after it. */
  readonly subject?: string | undefined;
}

/** What identifies a record; two records of the same identity are the same record. */
export type RecordIdentity = Omit<EvidenceRecord, 'content'>;

/** By kind, id, source and digest, each by UTF-16 code unit. */
export function compareRecords(one: RecordIdentity, other: RecordIdentity): number {
  return (
    compareText(one.kind, other.kind) ||
    compareText(one.id, other.id) ||
    compareText(one.source, other.source) ||
    compareText(one.sha256, other.sha256)
  );
}
