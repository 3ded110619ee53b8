import type { EvidenceKind } from '../../contracts/export-center/kinds.ts';
import type { DocumentFormat } from '../../evidence/normalise/format-of.ts';

/** What a format's own reader finds in a document. */
export interface DocumentIdentity {
  /** The document's own identifier; undefined where the format leaves it out, see `recogniseDocument`. */
  id: string | undefined;
  /** `name@version` of what an SBOM or a VEX document is about. */
  subject: string | undefined;
  /** Undefined where the document states no time: then the time of ingestion counts. */
  modifiedAt: Date | undefined;
  /** Keys (product-key.ts) that the `products` selector can select it by; sorted, without repeats. */
  products: string[];
  /** Lower-case ecosystem names that the `ecosystems` selector can select it by; sorted, without repeats. */
  ecosystems: string[];
}

/** A document as it is taken in. `content` is the exact original text. */
export interface RecognisedDocument extends DocumentIdentity, DocumentFormat {
  kind: EvidenceKind;
  id: string;
  /** `sha256:<hex>` over the original bytes. */
  sha256: string;
  bytes: number;
  content: string;
}

export function sortedUnique(values: Iterable<string>): string[] {
  return [...new Set(values)].sort();
}
