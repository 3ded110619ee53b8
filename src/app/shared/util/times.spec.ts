import { clockTime, exactTime, minuteTime, relativeTime } from './times.ts';

const now = Date.parse('2026-11-22T10:00:00.000Z');
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

describe('relativeTime', () => {
  const cases: readonly [number, string][] = [
    [0, 'just now'],
    [-4 * second, 'just now'],
    [-42 * second, '42 sec ago'],
    [-90 * second, '1 min ago'],
    [-59 * minute, '59 min ago'],
    [-23 * hour, '23 hr ago'],
    [-1 * day, '1 day ago'],
    [-59 * day, '59 days ago'],
    [-400 * day, '13 mo ago'],
    [-3 * 365 * day, '3 yr ago'],
    [57 * minute, 'in 57 min'],
    [2 * hour, 'in 2 hr'],
  ];
  for (const [offset, words] of cases) {
    it(`says "${words}"`, () => expect(relativeTime(now + offset, now)).toBe(words));
  }

  it('never rounds up: 59 min 59 s is not an hour', () => {
    expect(relativeTime(now - (hour - second), now)).toBe('59 min ago');
  });
});

describe('exactTime', () => {
  it('is never without its zone', () => {
    expect(exactTime(now, 'utc')).toBe('2026-11-22 10:00:00 UTC');
    expect(exactTime(now, 'local')).toMatch(/^2026-11-2\d \d\d:00:00 \S+/);
  });

  it('writes midnight as 00', () => {
    expect(exactTime(Date.parse('2026-11-22T00:00:00.000Z'), 'utc')).toBe('2026-11-22 00:00:00 UTC');
  });

  it('has a form without seconds', () => expect(minuteTime(now, 'utc')).toBe('2026-11-22 10:00 UTC'));

  it('has a short form for today', () => expect(clockTime(now, 'utc')).toBe('10:00 UTC'));
});
