import { sql, type RawBuilder } from 'kysely';
import type { EvidenceKind } from '../../contracts/export-center/kinds.ts';
import type { Selectors } from '../../contracts/export-center/profile.ts';
import { productKey, withoutVersion } from './product-key.ts';

/** Documents of one kind, as a run froze them. */
export interface DocumentSelection {
  readonly tenant: string;
  readonly kind: EvidenceKind;
  readonly generation: number;
  readonly selectors: Selectors;
  /** `timeWindow.lastDays` counts back from here: the time of the run's plan. */
  readonly plannedAt: Date;
}

/**
 * The condition that a row of `export_center.documents as document` fulfils when it is selected. Each selector that is
 * given narrows; what a document does not tell (a VEX document without purls, say) is not matched by it.
 *
 * - `products`: an advisory by its packages, whatever the version; an SBOM by its subject and its components; VEX by
 *   its products and their parts.
 * - `ecosystems`: by the packages' ecosystems.
 * - `sbomSubjects`: SBOMs by `name@version`; it leaves the other kinds alone.
 * - `timeWindow`: by the document's time, ingestion where it states none; `from` belongs to the window, `to` does not.
 */
export function isSelected({ tenant, kind, generation, selectors, plannedAt }: DocumentSelection): RawBuilder<boolean> {
  const conditions = [
    sql`document.tenant = ${tenant} and document.kind = ${kind}`,
    sql`document.from_generation <= ${generation}`,
    sql`(document.to_generation is null or document.to_generation > ${generation})`,
    ...matchingProducts(kind, selectors.products),
    ...matchingEcosystems(selectors.ecosystems),
    ...(kind === 'sboms' ? matchingSubjects(selectors.sbomSubjects) : []),
    ...withinTimeWindow(selectors.timeWindow, plannedAt),
  ];
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

function matchingProducts(kind: EvidenceKind, patterns: readonly string[]): RawBuilder<unknown>[] {
  if (patterns.length === 0) return [];
  const { exact, prefixes } = splitPatterns(patterns, kind === 'advisories' ? packageKey : productKey);
  return [
    sql`(document.products && ${exact}::text[] or exists (
      select from unnest(document.products) as product, unnest(${prefixes}::text[]) as prefix
      where starts_with(product, prefix)
    ))`,
  ];
}

function matchingEcosystems(ecosystems: readonly string[]): RawBuilder<unknown>[] {
  if (ecosystems.length === 0) return [];
  return [sql`document.ecosystems && ${ecosystems.map((name) => name.toLowerCase())}::text[]`];
}

function matchingSubjects(patterns: readonly string[]): RawBuilder<unknown>[] {
  if (patterns.length === 0) return [];
  const { exact, prefixes } = splitPatterns(patterns, (pattern) => pattern.toLowerCase());
  return [
    sql`(lower(document.subject) = any(${exact}::text[]) or exists (
      select from unnest(${prefixes}::text[]) as prefix where starts_with(lower(document.subject), prefix)
    ))`,
  ];
}

function withinTimeWindow(window: Selectors['timeWindow'], plannedAt: Date): RawBuilder<unknown>[] {
  if (window === undefined) return [];
  const time = sql`coalesce(document.modified_at, document.ingested_at)`;
  if ('lastDays' in window) return [sql`${time} >= ${daysBefore(plannedAt, window.lastDays)}::timestamptz`];
  return [sql`${time} >= ${window.from}::timestamptz`, sql`${time} < ${window.to}::timestamptz`];
}

function daysBefore(time: Date, days: number): string {
  return new Date(time.getTime() - days * 24 * 60 * 60 * 1000).toISOString();
}

/** Advisories are about packages and not about one version of them. */
function packageKey(pattern: string): string {
  return withoutVersion(productKey(pattern));
}

/** `*` matches any rest at the end of a pattern, and is itself elsewhere. */
function splitPatterns(patterns: readonly string[], keyOf: (pattern: string) => string) {
  const exact: string[] = [];
  const prefixes: string[] = [];
  for (const pattern of patterns) {
    const beginning = pattern.endsWith('*') ? pattern.slice(0, -1) : undefined;
    const key = keyOf(beginning ?? pattern);
    // `pkg:npm/x@1.*` names one package as soon as the version has gone.
    const isPrefix = beginning !== undefined && key.length === productKey(beginning).length;
    (isPrefix ? prefixes : exact).push(key);
  }
  return { exact, prefixes };
}
