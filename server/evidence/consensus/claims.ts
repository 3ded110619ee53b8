import { canonicalProduct } from './product-name.ts';
import { type NormalisedVexStatement, type VexStatus } from '../model.ts';

/** What one statement says of one product, or of one component inside of it. */
export interface Claim {
  readonly product: string;
  readonly subcomponent: string | null;
  /** The name that stands for all names of the vulnerability. */
  readonly vulnerability: string;
  readonly status: VexStatus;
  readonly justification: string | null;
  /** Who states it: the author, or the document where it names none. */
  readonly author: string;
  readonly timestamp: string | null;
  /** `<document id>#<statement>`. */
  readonly statement: string;
}

export function* claimsOf(statement: NormalisedVexStatement, nameOf: (name: string) => string): Generator<Claim> {
  const { author, id, justification, source, status, timestamp } = statement;
  const shared = {
    vulnerability: nameOf(statement.vulnerability),
    status,
    justification,
    // No author bears the name of a document: the mark in front keeps them apart.
    author: author ?? `\0${source}\0${id}`,
    timestamp,
    statement: `${id}#${statement.statement}`,
  };
  for (const { product, subcomponents } of statement.products) {
    const named = canonicalProduct(product);
    if (subcomponents.length === 0) yield { ...shared, product: named, subcomponent: null };
    for (const inner of subcomponents) yield { ...shared, product: named, subcomponent: canonicalProduct(inner) };
  }
}
