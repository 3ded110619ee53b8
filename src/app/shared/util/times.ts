import type { ZoneChoice } from './display-zone.ts';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always', style: 'short' });

/** "5 min. ago" without the dot, "in 2 hr", "just now" within 5 s. Both times are milliseconds since the epoch. */
export function relativeTime(at: number, now: number): string {
  const seconds = Math.round((at - now) / 1000);
  const distance = Math.abs(seconds);
  if (distance < 5) return 'just now';
  return inUnits(seconds, distance).replace('.', '');
}

function inUnits(seconds: number, distance: number): string {
  if (distance < minute) return relative.format(seconds, 'second');
  if (distance < hour) return relative.format(Math.trunc(seconds / minute), 'minute');
  if (distance < day) return relative.format(Math.trunc(seconds / hour), 'hour');
  if (distance < 60 * day) return relative.format(Math.trunc(seconds / day), 'day');
  if (distance < 730 * day) return relative.format(Math.trunc(seconds / (30 * day)), 'month');
  return relative.format(Math.trunc(seconds / (365 * day)), 'year');
}

/** "2026-11-22 03:10:00 UTC": exact, sortable by eye, and never without its zone. */
export function exactTime(at: number, zone: ZoneChoice): string {
  const { year, month, day, hour, minute, second, timeZoneName } = partsOf(at, zone);
  return `${year}-${month}-${day} ${hour}:${minute}:${second} ${timeZoneName}`;
}

/** "2026-11-22 03:10 UTC", where seconds say nothing. */
export function minuteTime(at: number, zone: ZoneChoice): string {
  const { year, month, day, hour, minute, timeZoneName } = partsOf(at, zone);
  return `${year}-${month}-${day} ${hour}:${minute} ${timeZoneName}`;
}

/** "03:10 UTC". */
export function clockTime(at: number, zone: ZoneChoice): string {
  const { hour, minute, timeZoneName } = partsOf(at, zone);
  return `${hour}:${minute} ${timeZoneName}`;
}

type Part = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'timeZoneName';

function partsOf(at: number, zone: ZoneChoice): Record<Part, string> {
  const parts = formatOf[zone]().formatToParts(at);
  return Object.fromEntries(parts.map(({ type, value }) => [type, value])) as Record<Part, string>;
}

const fields: Intl.DateTimeFormatOptions = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'short',
};

const utcFormat = new Intl.DateTimeFormat('en-GB', { ...fields, timeZone: 'UTC' });
const localFormat = new Intl.DateTimeFormat('en-GB', fields);
const formatOf: Record<ZoneChoice, () => Intl.DateTimeFormat> = { utc: () => utcFormat, local: () => localFormat };
