import { median, pairedRatio, quantile } from './statistics.ts';

describe('The statistics of the benchmarks', () => {
  it('take the middle sample, whatever the order', () => {
    expect(median([9, 1, 5])).toBe(5);
  });

  it('take the mean of the two middle samples of an even count', () => {
    expect(median([4, 1, 3, 100])).toBe(3.5);
  });

  it('interpolate a quantile between two samples', () => {
    expect(quantile([10, 20, 30, 40, 50], 0.9)).toBeCloseTo(46);
    expect(quantile([10, 20, 30], 1)).toBe(30);
  });

  it('refuse an empty list', () => {
    expect(() => median([])).toThrowError(RangeError);
  });

  it('compare round by round, so that a slow round does not count', () => {
    expect(pairedRatio([10, 2, 10], [5, 1, 5])).toBe(2);
  });
});
