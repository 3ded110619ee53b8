import { type AffectedPackage, type NormalisedAdvisory, type Severity, type VersionRange } from '../model.ts';
import { affectedVersions } from '../versions/affects.ts';
import { type ComponentIndex, type VersionNumber } from './component-index.ts';
import { packageKey } from './package-key.ts';

/** What is kept of an advisory that affects a component. */
export interface MatchedAdvisory {
  readonly id: string;
  readonly source: string;
  readonly severity: Severity;
  /** Numbers of the policy's ignores that name it (judge.ts). */
  readonly ignores: readonly number[];
}

export interface Match {
  readonly advisory: MatchedAdvisory;
  /** Versions that repair it, in the ecosystem's order. */
  readonly fixedIn: readonly string[];
}

/** Components × advisories, once all components are known: each advisory passes once, and only what it affects is kept. */
export interface AdvisoryMatcher {
  /** Withdrawn advisories match nothing. `keep` makes what is kept of the advisory; it is asked only where there is a match. */
  add(advisory: NormalisedAdvisory, keep: () => MatchedAdvisory): void;
  matchesOf(version: VersionNumber): readonly Match[];
  /** Ranges of packages at hand that could not be compared with. */
  unreadableRanges(): number;
}

export function createAdvisoryMatcher(components: ComponentIndex): AdvisoryMatcher {
  const matches = new Array<Match[] | undefined>(components.versionCount());
  let unreadable = 0;

  return {
    add(advisory, keep) {
      if (advisory.withdrawn !== null) return;
      let kept: MatchedAdvisory | undefined;
      for (const [key, affected] of affectedByKey(advisory, components)) {
        const affects = affectedVersions(affected);
        unreadable += affects.unreadableRanges;
        const matchOf = createSharedMatches();
        for (const [version, number] of components.versionsOf(key) ?? []) {
          if (!affects.includes(version)) continue;
          kept ??= keep();
          matches[number] = withMatch(matches[number], matchOf(kept, affects.fixedAfter(version)));
        }
      }
    },
    matchesOf: (version) => matches[version] ?? NONE,
    unreadableRanges: () => unreadable,
  };
}

const NONE: readonly Match[] = [];

/** A list that is pushed to holds room for 16 more: too much for the many short ones. */
const SHORT_LIST = 12;

function withMatch(known: Match[] | undefined, match: Match): Match[] {
  if (known === undefined) return [match];
  if (known.length < SHORT_LIST) return known.concat(match);
  known.push(match);
  return known;
}

/** Most versions that an advisory affects are repaired by the same ones: they share what is kept. */
function createSharedMatches(): (advisory: MatchedAdvisory, fixedIn: readonly string[]) => Match {
  const known = new Map<string, Match>();
  return (advisory, fixedIn) => {
    const key = fixedIn.join('\0');
    const match = known.get(key) ?? { advisory, fixedIn };
    known.set(key, match);
    return match;
  };
}

/** The packages that some SBOM lists. Several entries of one package are one: a version is affected where any of them says so. */
function affectedByKey({ affected }: NormalisedAdvisory, components: ComponentIndex): Map<string, AffectedPackage> {
  const byKey = new Map<string, AffectedPackage & { ranges: VersionRange[]; versions: string[] }>();
  for (const entry of affected) {
    const key = packageKey(entry.ecosystem, entry.name);
    if (components.versionsOf(key) === undefined) continue;
    const joined = byKey.get(key);
    if (joined === undefined) {
      byKey.set(key, { ...entry, ranges: [...entry.ranges], versions: [...entry.versions] });
      continue;
    }
    for (const range of entry.ranges) joined.ranges.push(range);
    for (const version of entry.versions) joined.versions.push(version);
  }
  return byKey;
}
