import type { Overview } from '../../../server/contracts/export-center/statistics.ts';

const hourMs = 3_600_000;

/** A range that the overview can show, up to now. */
export interface OverviewRange {
  /** In the URL. */
  readonly id: '24h' | '7d' | '30d';
  readonly label: string;
  /** Ends sentences: "12 runs in the last 24 hours". */
  readonly words: string;
  readonly bucket: Overview['bucket'];
  readonly buckets: number;
}

const lastDay: OverviewRange = {
  id: '24h',
  label: '24 h',
  words: 'in the last 24 hours',
  bucket: 'hour',
  buckets: 24,
};

export const overviewRanges: readonly OverviewRange[] = [
  lastDay,
  { id: '7d', label: '7 d', words: 'in the last 7 days', bucket: 'day', buckets: 7 },
  { id: '30d', label: '30 d', words: 'in the last 30 days', bucket: 'day', buckets: 30 },
];

/** The range that the URL names; the last day where it names none. */
export function overviewRangeOf(id: string | undefined): OverviewRange {
  return overviewRanges.find((range) => range.id === id) ?? lastDay;
}

/** Half open, in whole buckets of UTC, the running one included: an hour or a day is never shown in part at its begin. */
export interface Span {
  /** RFC 3339 UTC. */
  readonly from: string;
  readonly to: string;
}

/** `now` is milliseconds since the epoch. */
export function spanOf({ bucket, buckets }: OverviewRange, now: number): Span {
  const size = bucketMs(bucket);
  const end = (Math.floor(now / size) + 1) * size;
  return { from: new Date(end - buckets * size).toISOString(), to: new Date(end).toISOString() };
}

/** Beginnings of the buckets of a span, RFC 3339 UTC, oldest first. */
export function bucketsOf({ from, to }: Span, bucket: Overview['bucket']): readonly string[] {
  const [start, size] = [Date.parse(from), bucketMs(bucket)];
  const count = Math.max(0, Math.ceil((Date.parse(to) - start) / size));
  return Array.from({ length: count }, (_, index) => new Date(start + index * size).toISOString());
}

/** The bucket that begins at `at`. */
export function spanOfBucket(at: string, bucket: Overview['bucket']): Span {
  return { from: at, to: new Date(Date.parse(at) + bucketMs(bucket)).toISOString() };
}

function bucketMs(bucket: Overview['bucket']): number {
  return bucket === 'hour' ? hourMs : 24 * hourMs;
}
