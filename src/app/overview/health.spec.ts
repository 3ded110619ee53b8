import type { Overview } from '../../../server/contracts/export-center/statistics.ts';
import { overviewOfDay } from '../testing/overview-fixtures.ts';
import { type Health, healthOf } from './health.ts';
import { overviewRangeOf } from './overview-range.ts';

describe('healthOf', () => {
  const idle: Overview['totals'] = {
    active: 0,
    queued: 0,
    succeeded: 0,
    failed: 0,
    cancelled: 0,
    needsAction: 0,
    bytes: 0,
  };
  const health = (totals: Partial<Overview['totals']>, duration = overviewOfDay.duration): Health =>
    healthOf({ ...overviewOfDay, totals: { ...idle, ...totals }, duration }, overviewRangeOf('7d'));

  it('puts failed runs before everything else', () => {
    const slow = { p50: 100, p95: 400, p99: 500, sloSeconds: 300 };
    expect(health({ needsAction: 1 }, slow).words).toBe('1 run has failed and waits for a person');
    expect(health({ needsAction: 3 }).words).toBe('3 runs have failed and wait for a person');
    expect(health({ needsAction: 3 }).status.word).toBe('Needs action');
  });

  it('says when the SLO is missed', () => {
    expect(health({ succeeded: 20 }, { p50: 100, p95: 400, p99: 500, sloSeconds: 300 }).words).toBe(
      'One run in twenty takes longer than the 5 min 00 s of the SLO',
    );
  });

  it('is healthy at work and at rest', () => {
    expect(health({ active: 1, queued: 1 }).words).toBe('Nothing needs action, 2 runs are under way');
    expect(health({ succeeded: 5 })).toEqual({
      status: { role: 'success', word: 'Healthy' },
      words: 'Nothing needs action',
    });
  });

  it('does not call healthy what did nothing', () => {
    expect(health({}, null).status.word).toBe('Idle');
    expect(health({}, null).words).toBe('Nothing needs action, no run in the last 7 days');
  });
});
