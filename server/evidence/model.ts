/** What the formats of evidence have in common once they are read: the records below `data/normalized` and `data/policy`. */

/** Raises with every change that an importer must know about. */
export const NORMALISED_SCHEMA_VERSION = '1.0';

export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'unknown';

/** Where a normalised record comes from; `sha256` is that of the raw document. */
export interface Origin {
  readonly id: string;
  readonly source: string;
  readonly sha256: string;
}

/** A line of `data/normalized/advisories/*.jsonl.zst`, as canonical JSON. Sorted by id, source, sha256. */
export interface NormalisedAdvisory extends Origin {
  readonly schemaVersion: typeof NORMALISED_SCHEMA_VERSION;
  readonly format: string;
  readonly formatVersion: string;
  /** Other names of the same vulnerability, sorted. */
  readonly aliases: readonly string[];
  readonly summary: string | null;
  readonly details: string | null;
  readonly severity: Severity;
  readonly cvss: readonly { readonly type: string; readonly vector: string; readonly score: number | null }[];
  readonly cwes: readonly string[];
  /** RFC 3339 UTC with milliseconds; null where the document says nothing, or a zero time. */
  readonly published: string | null;
  readonly modified: string | null;
  readonly withdrawn: string | null;
  readonly affected: readonly AffectedPackage[];
  readonly references: readonly { readonly type: string; readonly url: string }[];
}

export interface AffectedPackage {
  /** OSV's name: `Go`, `npm`, `PyPI`, `Maven`, …. */
  readonly ecosystem: string;
  readonly name: string;
  /** Without version, where the document or the ecosystem gives one. */
  readonly purl: string | null;
  readonly ranges: readonly VersionRange[];
  /** Versions listed one by one. */
  readonly versions: readonly string[];
}

export interface VersionRange {
  readonly type: 'SEMVER' | 'ECOSYSTEM' | 'GIT';
  /** Of a range of commits; null for all others. */
  readonly repo: string | null;
  /** As the document orders them; the range is evaluated in the order of versions. */
  readonly events: readonly VersionEvent[];
}

export type VersionEvent =
  | { readonly introduced: string }
  | { readonly fixed: string }
  | { readonly lastAffected: string }
  | { readonly limit: string };

export type VexStatus = 'not_affected' | 'affected' | 'fixed' | 'under_investigation';

/** A line of `data/normalized/vex/*.jsonl.zst`: one statement. Sorted by id, source, sha256, statement. */
export interface NormalisedVexStatement extends Origin {
  readonly schemaVersion: typeof NORMALISED_SCHEMA_VERSION;
  readonly format: string;
  readonly formatVersion: string;
  /** Number of the statement in its document, from 0. */
  readonly statement: number;
  readonly author: string | null;
  /** When the statement was made; the newest counts. RFC 3339 UTC with milliseconds. */
  readonly timestamp: string | null;
  readonly vulnerability: string;
  readonly aliases: readonly string[];
  /** What the statement is about; sorted. */
  readonly products: readonly VexProduct[];
  readonly status: VexStatus;
  readonly justification: string | null;
  readonly impact: string | null;
}

export interface VexProduct {
  /** A purl with or without version, `name@version` of a subject, or any other name. */
  readonly product: string;
  /** Components inside the product, sorted; empty where the product itself is meant. */
  readonly subcomponents: readonly string[];
}

/** A component of an SBOM that can be matched. */
export interface SbomComponent {
  /** With version, without qualifiers and subpath. */
  readonly purl: string;
  /** OSV's name of the ecosystem. */
  readonly ecosystem: string;
  /** As the ecosystem writes it: `@scope/name`, `group:artifact`, `github.com/Owner/module/v2`. */
  readonly name: string;
  readonly version: string;
  /** Hex, where the SBOM gives it. */
  readonly sha1: string | null;
}

/** A line of `data/policy/evaluations.jsonl.zst`: one component of one subject met one advisory. Sorted by all of these. */
export interface Evaluation {
  readonly subject: string;
  /** purl with version. */
  readonly component: string;
  readonly advisory: string;
  /** Source of the advisory. */
  readonly source: string;
  readonly severity: Severity;
  /** Versions that repair it, in the ecosystem's order. */
  readonly fixedIn: readonly string[];
  /** Null where no VEX statement speaks of it. */
  readonly vexStatus: VexStatus | null;
  /** The statement that decided `vexStatus`: `<document id>#<statement>`. */
  readonly vexStatement: string | null;
  readonly verdict: 'pass' | 'warn' | 'block';
  /** What decided the verdict: `vex:not_affected`, `vex:fixed`, `ignore:<index>`, `severity:<severity>`, `default`. */
  readonly rule: string;
}

/** A line of `data/consensus/vex_consensus.jsonl.zst`: what all statements together say of one product and vulnerability. */
export interface VexConsensus {
  readonly product: string;
  readonly subcomponent: string | null;
  readonly vulnerability: string;
  readonly status: VexStatus;
  readonly justification: string | null;
  /** The statements that were weighed, the deciding one first: `<document id>#<statement>`. */
  readonly statements: readonly string[];
  /** Whether statements disagree. */
  readonly conflict: boolean;
}

/** Whether a finding is left after VEX: what `indexes/findings.index.json` and the counts of people are about. */
export function isFinding({ vexStatus }: Evaluation): boolean {
  return vexStatus !== 'not_affected' && vexStatus !== 'fixed';
}
