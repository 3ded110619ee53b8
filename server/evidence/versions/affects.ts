import { compareText } from '../../verification/compare-text.ts';
import { type AffectedPackage, type VersionEvent, type VersionRange } from '../model.ts';
import { orderOfRange } from './order-of.ts';
import { plainVersion } from './plain-version.ts';
import { type ReadVersion, type VersionOrder } from './version-order.ts';

/** What a package's entry in an advisory says of versions, ready for many questions. */
export interface AffectedVersions {
  /** Whether a version is affected (OSV schema, "Evaluation"). One that the ecosystem's order cannot read is only if it is listed. */
  includes(version: string): boolean;
  /** Versions that repair it and come after `version`, in the ecosystem's order; all of them where `version` cannot be read. */
  fixedAfter(version: string): readonly string[];
  /** Ranges that say nothing here: of an ecosystem without an order, or with an event that its order cannot read. */
  readonly unreadableRanges: number;
}

/** A range with an event that its ecosystem's order cannot read says nothing and is left out. */
export function affectedVersions({ ecosystem, ranges, versions }: AffectedPackage): AffectedVersions {
  const listed = new Set(versions.map(plainVersion));
  const readable = ranges.flatMap((range) => readRange(range, ecosystem) ?? []);
  return {
    includes: (version) => listed.has(plainVersion(version)) || readable.some((range) => isInRange(version, range)),
    fixedAfter: (version) => fixedAfter(version, readable),
    // Commits are no versions, and databases give versions beside them.
    unreadableRanges: ranges.filter(({ type }) => type !== 'GIT').length - readable.length,
  };
}

interface Boundary {
  readonly kind: 'introduced' | 'fixed' | 'lastAffected';
  /** Null is before every version: OSV's `introduced: "0"`. */
  readonly at: ReadVersion | null;
  readonly text: string;
}

interface ReadableRange {
  readonly order: VersionOrder;
  /** In the order of versions. */
  readonly boundaries: readonly Boundary[];
  /** Versions behind all of them are outside; null is no limit. */
  readonly limits: readonly ReadVersion[] | null;
}

function readRange({ type, events }: VersionRange, ecosystem: string): ReadableRange | undefined {
  const order = orderOfRange(type, ecosystem);
  if (order === undefined) return undefined;
  const boundaries = events.flatMap((event) => ('limit' in event ? [] : [boundaryOf(event, order)]));
  const named = events.flatMap((event) => ('limit' in event ? event.limit : []));
  const limits = named.includes('*') ? [] : named.map((limit) => order.read(limit));
  if (!boundaries.every(isDefined) || !limits.every(isDefined)) return undefined;
  return { order, boundaries: boundaries.sort(compareBoundaries), limits: limits.length > 0 ? limits : null };
}

function boundaryOf(event: Exclude<VersionEvent, { limit: string }>, order: VersionOrder): Boundary | undefined {
  if ('introduced' in event) {
    const text = event.introduced;
    return text === '0' ? { kind: 'introduced', text, at: null } : readBoundary('introduced', text, order);
  }
  return 'fixed' in event
    ? readBoundary('fixed', event.fixed, order)
    : readBoundary('lastAffected', event.lastAffected, order);
}

function readBoundary(kind: Boundary['kind'], text: string, order: VersionOrder): Boundary | undefined {
  const at = order.read(text);
  return at && { kind, text, at };
}

function isDefined<Value>(value: Value | undefined): value is Value {
  return value !== undefined;
}

/** At the same version, what ends behind it comes last; else as the document orders them. */
function compareBoundaries(one: Boundary, other: Boundary): number {
  return comparePlaces(one, other) || Number(one.kind === 'lastAffected') - Number(other.kind === 'lastAffected');
}

function comparePlaces({ at: one }: Boundary, { at: other }: Boundary): number {
  if (one === null || other === null) return Number(other === null) - Number(one === null);
  return one.compare(other);
}

function isInRange(text: string, { order, boundaries, limits }: ReadableRange): boolean {
  const version = order.read(text);
  if (version === undefined) return false;
  if (limits && !limits.some((limit) => version.compare(limit) < 0)) return false;
  let isAffected = false;
  for (const { kind, at } of boundaries) {
    const distance = at === null ? 1 : version.compare(at);
    if (kind === 'introduced' && distance >= 0) isAffected = true;
    else if (kind === 'fixed' && distance >= 0) isAffected = false;
    else if (kind === 'lastAffected' && distance > 0) isAffected = false;
  }
  return isAffected;
}

function fixedAfter(text: string, ranges: readonly ReadableRange[]): string[] {
  const orders = [...new Set(ranges.map(({ order }) => order))];
  const fixed = orders.flatMap((order) => {
    const version = order.read(text);
    return ranges
      .flatMap((range) => (range.order === order ? range.boundaries : []))
      .filter(({ kind, at }) => kind === 'fixed' && at && (version === undefined || version.compare(at) < 0))
      .sort((one, other) => comparePlaces(one, other) || compareText(one.text, other.text))
      .map((boundary) => boundary.text);
  });
  return [...new Set(fixed)];
}
