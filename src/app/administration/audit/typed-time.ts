import type { ZoneChoice } from '../../shared/util/display-zone.ts';
import { exactTime } from '../../shared/util/times.ts';

const form = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2})?))?$/;

/** A time as a person types it: `2026-11-22 09:58`, or a day alone, which begins at midnight. Undefined where it is none. */
export function timeOf(typed: string, zone: ZoneChoice): Date | undefined {
  const [, day, clock = '00:00'] = form.exec(typed.trim()) ?? [];
  if (day === undefined) return undefined;
  // Without a zone a time is local, a day alone would not be.
  const at = new Date(zone === 'utc' ? `${day}T${clock}Z` : `${day}T${clock}`);
  // 30 February becomes 2 March in some browsers, and nothing in others.
  return Number.isNaN(at.getTime()) || !typedTime(at, zone).startsWith(day) ? undefined : at;
}

/** The same, written: `2026-11-22 09:58`. */
export function typedTime(at: Date, zone: ZoneChoice): string {
  return exactTime(at.getTime(), zone).slice(0, '2026-11-22 09:58'.length);
}
