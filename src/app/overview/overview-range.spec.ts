import { bucketsOf, overviewRangeOf, spanOf, spanOfBucket } from './overview-range.ts';

describe('ranges of the overview', () => {
  const now = Date.parse('2026-11-22T10:20:30.000Z');

  it('shows the last day where the URL names no range, or one that there is not', () => {
    expect(overviewRangeOf(undefined).id).toBe('24h');
    expect(overviewRangeOf('a year').id).toBe('24h');
    expect(overviewRangeOf('7d').id).toBe('7d');
  });

  it('ends with the running hour, and never begins in the middle of one', () => {
    expect(spanOf(overviewRangeOf('24h'), now)).toEqual({
      from: '2026-11-21T11:00:00.000Z',
      to: '2026-11-22T11:00:00.000Z',
    });
  });

  it('counts in days of UTC for longer ranges', () => {
    const range = overviewRangeOf('7d');
    const span = spanOf(range, now);
    expect(span).toEqual({ from: '2026-11-16T00:00:00.000Z', to: '2026-11-23T00:00:00.000Z' });
    expect(bucketsOf(span, range.bucket).length).toBe(7);
    expect(bucketsOf(span, range.bucket).at(-1)).toBe('2026-11-22T00:00:00.000Z');
  });

  it('knows where a bucket ends', () => {
    expect(spanOfBucket('2026-11-22T09:00:00.000Z', 'hour').to).toBe('2026-11-22T10:00:00.000Z');
  });
});
