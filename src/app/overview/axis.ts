import type { Overview } from '../../../server/contracts/export-center/statistics.ts';
import type { ZoneChoice } from '../shared/util/display-zone.ts';
import { clockTime } from '../shared/util/times.ts';

const steps = [1, 2, 5];
const wantedTicks = 4;
const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/**
 * Ticks of an axis that counts: whole numbers from 0, about four of them, the last not below the maximum. Never less than
 * four high, so that a single run does not fill the chart.
 */
export function countTicks(maximum: number): readonly number[] {
  const top = Math.max(wantedTicks, maximum);
  const step = stepFor(top / wantedTicks);
  const last = Math.ceil(top / step);
  return Array.from({ length: last + 1 }, (_, index) => index * step);
}

function stepFor(least: number): number {
  const magnitude = 10 ** Math.max(0, Math.floor(Math.log10(least)));
  return magnitude * (steps.find((step) => step * magnitude >= least) ?? 10);
}

/** "04:00" or "22 Nov": a bucket on the time axis. Days are days of UTC in every zone, because the server counts so. */
export function bucketLabel(at: string, bucket: Overview['bucket'], zone: ZoneChoice): string {
  return bucket === 'day' ? days.format(Date.parse(at)) : (clockTime(Date.parse(at), zone).split(' ')[0] ?? at);
}

/** The unit of the time axis, with its zone: "hour, UTC". */
export function bucketUnit(at: string, bucket: Overview['bucket'], zone: ZoneChoice): string {
  return bucket === 'day' ? 'day, UTC' : `hour, ${clockTime(Date.parse(at), zone).split(' ').slice(1).join(' ')}`;
}

/** Every nth bucket, so that at most `room` labels stand beside each other. */
export function spreadTicks<T>(values: readonly T[], room: number): readonly T[] {
  const every = Math.max(1, Math.ceil(values.length / Math.max(1, room)));
  return values.filter((_, index) => index % every === 0);
}
