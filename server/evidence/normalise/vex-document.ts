import { type VexProduct, type VexStatus } from '../model.ts';

/** What the reader of a format finds in a VEX document. */
export interface VexDocument {
  readonly author: string | undefined;
  /** In document order; undefined holds the place of one that states nothing. */
  readonly statements: readonly (VexStatement | undefined)[];
}

export interface VexStatement {
  readonly vulnerability: string;
  readonly aliases: readonly string[];
  readonly products: readonly VexProduct[];
  readonly status: VexStatus;
  readonly justification: string | undefined;
  readonly impact: string | undefined;
  readonly timestamp: string | undefined;
}
