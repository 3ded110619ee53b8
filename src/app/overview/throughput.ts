import type { Overview } from '../../../server/contracts/export-center/statistics.ts';
import { bucketsOf, type Span, spanOfBucket } from './overview-range.ts';

/** Series that have a colour of their own; what is left is one more, without a profile. */
const namedSeries = 5;

/** Runs of one profile, or of all the others. */
export interface ThroughputSeries {
  /** Undefined for the others together. */
  readonly profileId: string | undefined;
  readonly label: string;
  /** A token of the theme. */
  readonly color: string;
  readonly runs: number;
}

/** One bar: runs by series, in the order of the series. */
export interface ThroughputColumn {
  readonly at: string;
  readonly span: Span;
  readonly runs: readonly number[];
  readonly total: number;
}

export interface Throughput {
  readonly series: readonly ThroughputSeries[];
  /** One a bucket of the range, also where nothing ran. */
  readonly columns: readonly ThroughputColumn[];
  readonly total: number;
}

/** Runs over time, the busiest profiles apart from the others. */
export function throughputOf({ from, to, bucket, throughput }: Overview): Throughput {
  const busiest = throughput
    .map((profile) => ({ ...profile, runs: sum(profile.points.map(({ runs }) => runs)) }))
    .sort((one, other) => other.runs - one.runs || one.profileName.localeCompare(other.profileName));
  const [named, others] = [busiest.slice(0, namedSeries), busiest.slice(namedSeries)];
  const series = named.map(({ profileId, profileName, runs }, index): ThroughputSeries => {
    return { profileId, label: profileName, color: `var(--series-${index + 1})`, runs };
  });
  if (others.length > 0) {
    const runs = sum(others.map((profile) => profile.runs));
    series.push({ profileId: undefined, label: 'Other profiles', color: 'var(--series-other)', runs });
  }
  const sources = [...named.map((profile) => [profile]), ...(others.length > 0 ? [others] : [])];
  const columns = bucketsOf({ from, to }, bucket).map((at): ThroughputColumn => {
    const runs = sources.map((profiles) =>
      sum(profiles.flatMap(({ points }) => points.filter((point) => point.at === at).map((point) => point.runs))),
    );
    return { at, span: spanOfBucket(at, bucket), runs, total: sum(runs) };
  });
  return { series, columns, total: sum(series.map(({ runs }) => runs)) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
