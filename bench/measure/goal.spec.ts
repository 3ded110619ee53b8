import { goalRow, isMet } from './goal.ts';

describe('A goal', () => {
  it('is met on its bound, and on the right side of it', () => {
    const goal = { what: 'speed', wanted: 0.4 } as const;

    expect(isMet({ ...goal, bound: 'at least', measured: 0.4 })).toBeTrue();
    expect(isMet({ ...goal, bound: 'at least', measured: 0.39 })).toBeFalse();
    expect(isMet({ ...goal, bound: 'at most', measured: 0.41 })).toBeFalse();
    expect(isMet({ ...goal, bound: 'exactly', measured: 0.41 })).toBeFalse();
  });

  it('is not met by what was not measured', () => {
    expect(isMet({ what: 'memory', bound: 'at most', wanted: 96, measured: Number.NaN })).toBeFalse();
  });

  it('is shown with its unit', () => {
    expect(
      goalRow({ what: 'delivery', bound: 'at most', wanted: 300, measured: 1234.5, unit: ' ms', digits: 0 }),
    ).toEqual(['delivery', 'at most 300 ms', '1,235 ms', 'MISSED']);
  });
});
