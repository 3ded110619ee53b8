import type { EvidenceKind } from '../../contracts/export-center/kinds.ts';
import type { Refused } from './refusal.ts';

/** A file below a folder that no link may lead out of. */
export interface FileWithin {
  /** Absolute path; its folder has no links in it. */
  readonly file: string;
  readonly within: string;
  readonly isLink: boolean;
}

/** Where the bytes of a file are, or why nobody is to look for them. Plain data, for worker threads. */
export type EvidenceContent = FileWithin | { readonly bytes: Uint8Array } | Refused;

/** One JSON file of a tenant's evidence folder. */
export interface EvidenceFile {
  /** Relative to the tenant's folder, with `/`: `advisories/GO-2020-0001.json`. */
  readonly path: string;
  readonly kind: EvidenceKind;
  /** Folder of the file, relative to the tenant's: `advisories`, or `advisories/<feed>`. Part of a record's identity. */
  readonly source: string;
  readonly content: EvidenceContent;
}
