/** A document of the evidence as ingested: a line of `data/raw/**`. */
export interface RawRecord {
  readonly id: string;
  readonly source: string;
  /** `sha256:<hex>` of the content's UTF-8 bytes. */
  readonly sha256: string;
  /** The original text. */
  readonly content: string;
}

/** An SBOM; `subject` is what it is about, `name@version`. */
export interface RawSbom extends RawRecord {
  readonly subject: string;
}

/**
 * The raw records that a bundle or a mirror holds, each kind in bundle order: by id, source and sha256, each by UTF-16 code
 * unit. Every call begins anew, since some kinds are read twice. A kind that was not selected is empty.
 */
export interface RawEvidence {
  advisories(): AsyncIterable<RawRecord> | Iterable<RawRecord>;
  vex(): AsyncIterable<RawRecord> | Iterable<RawRecord>;
  sboms(): AsyncIterable<RawSbom> | Iterable<RawSbom>;
}
