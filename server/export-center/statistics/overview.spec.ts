import type { Overview } from '../../contracts/export-center/statistics.ts';
import type { CenterCaller } from '../testing/center-caller.ts';
import { describeCenter } from '../testing/describe-center.ts';
import { newTenant } from '../testing/drafts.ts';
import { insertRuns, runRow } from '../testing/run-rows.ts';

describeCenter('statistics', (center, database) => {
  let tenant: string;
  let viewer: CenterCaller;
  beforeEach(async () => {
    tenant = newTenant();
    viewer = await center().as({ tenant, role: 'viewer' });
  });
  const overview = async (query = ''): Promise<Overview> => {
    const { status, body } = await viewer.get<Overview>(`/api/export/stats/overview${query}`);
    expect(status).withContext(JSON.stringify(body)).toBe(200);
    return body;
  };
  const day = (text: string) => new Date(`2025-03-${text}Z`);
  const range = '?from=2025-03-01T00:00:00.000Z&to=2025-03-03T00:00:00.000Z';
  const bundle = (bytes: number) => JSON.stringify({ bytes });
  const error = JSON.stringify({ code: 'signing', phase: 'sign', message: 'm', recovery: 'r' });

  const insertHistory = (): Promise<void> =>
    insertRuns(
      database(),
      [
        { created_at: day('01T00:00:00.000'), bundle: bundle(100), seconds: 10 },
        { created_at: day('01T00:59:59.999'), bundle: bundle(200), seconds: 20 },
        { created_at: day('01T01:00:00.000'), bundle: bundle(300), seconds: 30, status: 'expired' as const },
        { created_at: day('02T23:59:59.999'), profile_id: 'prof-weekly1', profile_name: 'weekly', seconds: 40 },
        { created_at: day('02T12:00:00.000'), status: 'failed' as const, error_code: 'signing' as const, error },
        { created_at: day('02T12:00:00.000'), status: 'failed' as const, error_code: 'signing' as const, error },
        { created_at: day('02T12:00:00.000'), status: 'failed' as const, error_code: 'ERR_EXPORT_EMPTY' as const },
        { created_at: day('02T13:00:00.000'), status: 'cancelled' as const },
        // Outside of the range: one before it, one at its end, and two that are at work now.
        { created_at: new Date('2025-02-28T23:59:59.999Z'), bundle: bundle(1) },
        { created_at: day('03T00:00:00.000'), bundle: bundle(1) },
        { created_at: day('05T00:00:00.000'), status: 'running' as const },
        { created_at: day('05T00:00:00.000'), status: 'pending' as const },
      ].map(({ seconds, ...change }, number) => {
        const times = {
          started_at: change.created_at,
          finished_at: new Date(+change.created_at + (seconds ?? 0) * 1000),
        };
        return runRow(tenant, number, { ...(seconds === undefined ? {} : times), ...change });
      }),
    );

  it('count the runs that were created in the range, by outcome', async () => {
    await insertHistory();
    expect((await overview(range)).totals).toEqual({
      ...{ active: 1, queued: 1, succeeded: 4, failed: 3, cancelled: 1, needsAction: 3 },
      bytes: 600,
    });
  });

  it('give durations of the runs that succeeded, against the objective', async () => {
    await insertHistory();
    const { p50, p95, p99, sloSeconds } = (await overview(range)).duration ?? {};
    expect([p50, p95, sloSeconds]).toEqual([25, 38.5, 300]);
    expect(p99).toBeCloseTo(39.7, 6);
  });

  it('give the throughput of each profile by hour or by day, in UTC', async () => {
    await insertHistory();
    const nightly = { profileId: 'prof-nightly', profileName: 'nightly' };
    const weekly = { profileId: 'prof-weekly1', profileName: 'weekly' };
    expect((await overview(range)).throughput).toEqual([
      {
        ...nightly,
        points: [
          { at: '2025-03-01T00:00:00.000Z', runs: 2 },
          { at: '2025-03-01T01:00:00.000Z', runs: 1 },
          { at: '2025-03-02T12:00:00.000Z', runs: 3 },
          { at: '2025-03-02T13:00:00.000Z', runs: 1 },
        ],
      },
      { ...weekly, points: [{ at: '2025-03-02T23:00:00.000Z', runs: 1 }] },
    ]);
    expect((await overview(`${range}&bucket=day`)).throughput[0]?.points).toEqual([
      { at: '2025-03-01T00:00:00.000Z', runs: 3 },
      { at: '2025-03-02T00:00:00.000Z', runs: 4 },
    ]);
  });

  it('give failures by code, the most frequent first', async () => {
    await insertHistory();
    expect((await overview(range)).failures).toEqual([
      { code: 'signing', runs: 2 },
      { code: 'ERR_EXPORT_EMPTY', runs: 1 },
    ]);
  });

  it('are empty for a range without runs, and of the last day without one', async () => {
    const { from, to, ...rest } = await overview();
    expect(Date.parse(to) - Date.parse(from)).toBe(24 * 3_600_000);
    expect(rest).toEqual({
      bucket: 'hour',
      totals: { active: 0, queued: 0, succeeded: 0, failed: 0, cancelled: 0, needsAction: 0, bytes: 0 },
      duration: null,
      throughput: [],
      failures: [],
    });
  });

  it('know nothing of another tenant', async () => {
    await insertHistory();
    const stranger = await center().as({ tenant: newTenant(), role: 'viewer' });
    const { body } = await stranger.get<Overview>(`/api/export/stats/overview${range}`);
    expect(body.totals.succeeded).toBe(0);
  });

  it('refuse a range that ends before it begins, and one of too many points', async () => {
    const refusals = {
      '?from=2025-03-03T00:00:00.000Z&to=2025-03-01T00:00:00.000Z': 'query.from',
      '?from=2025-03-01T00:00:00.000Z&to=2025-03-01T00:00:00.000Z': 'query.from',
      '?from=2020-01-01T00:00:00.000Z&to=2025-03-01T00:00:00.000Z': 'query.bucket',
      '?from=yesterday': 'query.from',
      '?bucket=week': 'query.bucket',
    };
    for (const [query, path] of Object.entries(refusals)) {
      const refused = await viewer.refused(viewer.get(`/api/export/stats/overview${query}`));
      expect([refused.status, refused.details[0]?.path]).withContext(query).toEqual([400, path]);
    }
  });
});
