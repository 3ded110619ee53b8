import type { Overview } from '../../../server/contracts/export-center/statistics.ts';
import { overviewOfDay } from '../testing/overview-fixtures.ts';
import { throughputOf } from './throughput.ts';

describe('throughputOf', () => {
  it('puts the busiest profile first', () => {
    const { series, total } = throughputOf(overviewOfDay);
    expect(series.map(({ label, runs }) => [label, runs])).toEqual([
      ['everything-raw', 3],
      ['npm-weekly', 1],
    ]);
    expect(total).toBe(4);
  });

  it('has a column for every hour, also where nothing ran', () => {
    const { columns } = throughputOf(overviewOfDay);
    expect(columns.length).toBe(24);
    expect(columns[0]?.runs).toEqual([0, 0]);
    expect(columns.at(-2)).toEqual(jasmine.objectContaining({ runs: [1, 1], total: 2 }));
    expect(columns.at(-1)).toEqual(jasmine.objectContaining({ runs: [2, 0], total: 2 }));
  });

  it('gives the sixth profile and all after it one colour together, and no profile to filter by', () => {
    const point = { at: '2026-11-22T09:00:00.000Z', runs: 1 };
    const throughput = Array.from({ length: 8 }, (_, index): Overview['throughput'][number] => {
      return { profileId: `prof-${index}`, profileName: `profile-${index}`, points: [point] };
    });
    const { series, columns } = throughputOf({ ...overviewOfDay, throughput });
    expect(series.length).toBe(6);
    expect(series[5]).toEqual({ profileId: undefined, label: 'Other profiles', color: 'var(--series-other)', runs: 3 });
    expect(columns.at(-2)?.runs).toEqual([1, 1, 1, 1, 1, 3]);
  });
});
