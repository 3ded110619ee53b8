import { type AffectedPackage, type VersionEvent, type VersionRange } from '../../../../../evidence/model.ts';
import { affectedVersions } from '../../../../../evidence/versions/affects.ts';
import { orderOfRange } from '../../../../../evidence/versions/order-of.ts';
import { type TrivyEcosystem } from './ecosystem.ts';

/**
 * What Trivy compares a package's version with: it is vulnerable where it meets one of the vulnerable ones and none of the patched
 * ones (trivy, `pkg/detector/library/compare/compare.go`).
 */
export interface VersionConstraints {
  readonly vulnerable: readonly string[];
  readonly patched: readonly string[];
}

/**
 * Null where nothing can be compared: the entry gives no versions but those of Git commits, or none that Trivy reads. A range
 * with a version that Trivy does not read is left out, since Trivy would drop the whole advisory because of it.
 */
export function versionConstraints(affected: AffectedPackage, ecosystem: TrivyEcosystem): VersionConstraints | null {
  const ranges = affected.ranges.flatMap((range) => writtenRange(range, ecosystem) ?? []);
  const intervals = ranges.flatMap((range) => intervalsOf(range, affected.ecosystem));
  const byRange = affectedVersions({ ...affected, ranges, versions: [] });
  const listed = affected.versions.filter((version) => !byRange.includes(version));
  const vulnerable = [
    ...intervals.map((interval) => constraintOf(interval, ecosystem)),
    ...listed.flatMap((version) => ecosystem.written(version) ?? []).map((version) => `=${version}`),
  ];
  if (vulnerable.length === 0) return null;
  // A version that repairs one range may begin the next one.
  const all = affectedVersions({ ...affected, ranges });
  const patched = ranges.flatMap(fixedIn).filter((version) => !all.includes(version));
  return { vulnerable: unique(vulnerable), patched: unique(patched) };
}

interface Interval {
  /** Null is before every version. */
  readonly from: string | null;
  readonly to?: { readonly version: string; readonly included: boolean } | undefined;
}

/** Undefined for Git commits and where Trivy does not read one of the versions. */
function writtenRange({ type, events, repo }: VersionRange, ecosystem: TrivyEcosystem): VersionRange | undefined {
  if (type === 'GIT') return undefined;
  const written = events.map((event) => writtenEvent(event, ecosystem));
  return written.every((event) => event !== undefined) ? { type, repo, events: written } : undefined;
}

function writtenEvent(event: VersionEvent, ecosystem: TrivyEcosystem): VersionEvent | undefined {
  const version = versionOf(event);
  const written = version === '0' || version === '*' ? version : ecosystem.written(version);
  if (written === undefined) return undefined;
  if ('introduced' in event) return { introduced: written };
  if ('fixed' in event) return { fixed: written };
  return 'limit' in event ? { limit: written } : { lastAffected: written };
}

function versionOf(event: VersionEvent): string {
  if ('introduced' in event) return event.introduced;
  if ('fixed' in event) return event.fixed;
  return 'limit' in event ? event.limit : event.lastAffected;
}

/** The parts of a range, in the order of versions where we know it and else in that of the document. */
function intervalsOf(range: VersionRange, osvEcosystem: string): Interval[] {
  const intervals: Interval[] = [];
  let from: string | null | undefined;
  for (const event of sortedEvents(range, osvEcosystem)) {
    if ('introduced' in event) {
      if (from === undefined) from = event.introduced === '0' ? null : event.introduced;
    } else if (from !== undefined && !('limit' in event)) {
      const included = 'lastAffected' in event;
      intervals.push({ from, to: { version: included ? event.lastAffected : event.fixed, included } });
      from = undefined;
    }
  }
  return from === undefined ? intervals : [...intervals, { from }];
}

function sortedEvents({ type, events }: VersionRange, osvEcosystem: string): VersionRange['events'] {
  const order = orderOfRange(type, osvEcosystem);
  const placed = events.map((event) => {
    const version = versionOf(event);
    return { event, isFirst: version === '0' && 'introduced' in event, at: order?.read(version) };
  });
  if (!placed.every(({ isFirst, at }) => isFirst || at)) return events;
  return placed
    .sort((one, other) => {
      if (!one.at || !other.at || one.isFirst || other.isFirst) return Number(other.isFirst) - Number(one.isFirst);
      return one.at.compare(other.at) || Number('lastAffected' in one.event) - Number('lastAffected' in other.event);
    })
    .map(({ event }) => event);
}

function constraintOf({ from, to }: Interval, { everyVersion }: TrivyEcosystem): string {
  if (!to) return from === null ? everyVersion : `>=${from}`;
  if (to.included && from === to.version) return `=${from}`;
  const end = `${to.included ? '<=' : '<'}${to.version}`;
  return from === null ? end : `>=${from}, ${end}`;
}

function fixedIn({ events }: VersionRange): string[] {
  return events.flatMap((event) => ('fixed' in event ? event.fixed : []));
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
