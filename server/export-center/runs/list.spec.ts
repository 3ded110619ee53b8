import type { Page } from '../../contracts/lists.ts';
import type { Run } from '../../contracts/export-center/run.ts';
import type { CenterCaller } from '../testing/center-caller.ts';
import { describeCenter } from '../testing/describe-center.ts';
import { newTenant } from '../testing/drafts.ts';
import { everyPage } from '../testing/every-page.ts';
import { insertRuns, runRow } from '../testing/run-rows.ts';

const runs = '/api/export/runs';

describeCenter('the list of runs', (center, database) => {
  let tenant: string;
  let viewer: CenterCaller;
  beforeEach(async () => {
    tenant = newTenant();
    viewer = await center().as({ tenant, role: 'viewer' });
  });
  const list = async (query: string): Promise<Page<Run>> => {
    const { status, body } = await viewer.get<Page<Run>>(`${runs}?${query}`);
    expect(status).withContext(JSON.stringify(body)).toBe(200);
    return body;
  };
  const idsOf = ({ items }: Page<Run>) => items.map(({ runId }) => runId);
  const at = (minutes: number) => new Date(Date.UTC(2025, 0, 1, 0, minutes));

  it('comes page by page, each run once, although many were created in the same millisecond', async () => {
    const rows = Array.from({ length: 23 }, (_, n) => runRow(tenant, n, { created_at: at(Math.floor(n / 10)) }));
    await insertRuns(database(), rows);
    const ids = rows.map((row) => row.run_id as string).sort();
    expect(await everyPage(viewer, `${runs}?limit=4&sort=createdAt`, 'runId')).toEqual(ids);
    expect(await everyPage(viewer, `${runs}?limit=7`, 'runId')).toEqual(ids.toReversed());
    expect((await list('limit=1')).total).toBe(23);
  });

  it('does not repeat a run when new ones arrive between two pages', async () => {
    await insertRuns(
      database(),
      [1, 2, 3, 4].map((n) => runRow(tenant, n, { created_at: at(n) })),
    );
    const first = await list('limit=2');
    await insertRuns(database(), [runRow(tenant, 5, { created_at: at(5) })]);
    const second = await list(`limit=2&cursor=${first.nextCursor}`);
    expect([...idsOf(first), ...idsOf(second)].map((id) => id.slice(-1))).toEqual(['4', '3', '2', '1']);
    expect(second.nextCursor).toBeNull();
  });

  it('is narrowed by status, profile, error, time, bundle and text, and counts what is left', async () => {
    const bundle = {
      ...{ fileName: 'b', bytes: 1, sha256: `sha256:${'1'.repeat(64)}`, mediaType: 'application/zstd' },
      ...{ encrypted: false, objectKey: 'bundles/11/1' },
    };
    const error = JSON.stringify({ code: 'signing', phase: 'sign', message: 'm', recovery: 'r' });
    await insertRuns(database(), [
      runRow(tenant, 1, { created_at: at(1), bundle: JSON.stringify(bundle) }),
      runRow(tenant, 2, { created_at: at(2), status: 'failed', error_code: 'signing', error }),
      runRow(tenant, 3, { created_at: at(3), status: 'cancelled', profile_id: 'prof-other1', profile_name: 'a_b%c' }),
      runRow(tenant, 4, { created_at: at(4), status: 'expired', bundle: JSON.stringify(bundle) }),
    ]);
    const numbers = async (query: string) => {
      const page = await list(`${query}&sort=createdAt`);
      expect(page.total).withContext(query).toBe(page.items.length);
      return idsOf(page).map((id) => Number(id.slice(-1)));
    };
    expect(await numbers('status=failed')).toEqual([2]);
    expect(await numbers('status=failed&status=cancelled')).toEqual([2, 3]);
    expect(await numbers('profileId=prof-other1')).toEqual([3]);
    expect(await numbers('errorCode=signing')).toEqual([2]);
    expect(await numbers(`from=${at(2).toISOString()}&to=${at(4).toISOString()}`)).toEqual([2, 3]);
    expect(await numbers('bundle=present')).toEqual([1]);
    expect(await numbers('search=RUN-20250101-04')).toEqual([4]);
    expect(await numbers(`search=${encodeURIComponent('A_B%C')}`)).toEqual([3]);
    expect(await numbers(`search=${encodeURIComponent('%')}`)).toEqual([3]);
    expect(await numbers(`search=${encodeURIComponent('\\')}`)).toEqual([]);
  });

  it('is empty for a tenant without runs', async () => {
    expect(await list('')).toEqual({ items: [], nextCursor: null, total: 0 });
  });

  it('refuses unknown parameters, wrong values, and cursors of another list', async () => {
    await insertRuns(
      database(),
      [1, 2].map((n) => runRow(tenant, n)),
    );
    const { nextCursor } = await list('limit=1');
    const other = await center().as({ tenant: newTenant() });
    const bad = [
      'surprise=1',
      'limit=0',
      'limit=201',
      'limit=ten',
      'status=done',
      'from=yesterday',
      'cursor=x',
      'sort=name',
    ];
    for (const query of [...bad, `cursor=${nextCursor}&status=failed`, `search=${'s'.repeat(2_000)}`]) {
      const refused = await viewer.refused(viewer.get(`${runs}?${query}`));
      expect([refused.status, refused.code]).withContext(query).toEqual([400, 'ERR_VALIDATION']);
    }
    expect((await other.refused(other.get(`${runs}?cursor=${nextCursor}`))).status).toBe(400);
  });

  it('shows runs without what grows with their bundle', async () => {
    const artifact = { path: 'data/a', sha256: `sha256:${'0'.repeat(64)}`, bytes: 1, mediaType: 'x', records: 1 };
    const artifacts = Array.from({ length: 20_000 }, () => ({ ...artifact, compression: 'none' }));
    await insertRuns(database(), [runRow(tenant, 1, { artifacts: JSON.stringify(artifacts) })]);
    const page = await viewer.fetch(`${runs}?limit=1`);
    expect((await page.arrayBuffer()).byteLength).toBeLessThan(3_000);
  });
});
