import { bucketLabel, bucketUnit, countTicks, spreadTicks } from './axis.ts';

describe('countTicks', () => {
  const cases: readonly [number, readonly number[]][] = [
    [0, [0, 1, 2, 3, 4]],
    [1, [0, 1, 2, 3, 4]],
    [9, [0, 5, 10]],
    [40, [0, 10, 20, 30, 40]],
    [1204, [0, 500, 1000, 1500]],
  ];
  for (const [maximum, ticks] of cases) {
    it(`counts to ${maximum} by ${ticks.join(', ')}`, () => expect(countTicks(maximum)).toEqual(ticks));
  }
});

describe('the time axis', () => {
  const at = '2026-11-22T09:00:00.000Z';

  it('labels hours in the zone of the person, and says which', () => {
    expect(bucketLabel(at, 'hour', 'utc')).toBe('09:00');
    expect(bucketUnit(at, 'hour', 'utc')).toBe('hour, UTC');
    expect(bucketUnit(at, 'hour', 'local')).toMatch(/^hour, \S+/);
  });

  it('labels days as days of UTC', () => {
    expect(bucketLabel(at, 'day', 'local')).toBe('22 Nov');
    expect(bucketUnit(at, 'day', 'local')).toBe('day, UTC');
  });

  it('leaves out labels that there is no room for', () => {
    expect(spreadTicks([1, 2, 3, 4, 5, 6], 3)).toEqual([1, 3, 5]);
    expect(spreadTicks([1, 2], 10)).toEqual([1, 2]);
    expect(spreadTicks([1, 2], 0)).toEqual([1]);
  });
});
