import { HttpTestingController, type TestRequest } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import type { Run } from '../../../server/contracts/export-center/run.ts';
import { REFRESH_PACE } from '../shared/util/refresh-pace.ts';
import { fakeStreams, provideConsoleTesting, settled, verifyHttp } from '../testing/console-testing.ts';
import { eventOf, failedRun, pageOf, pendingRun, runningRun, succeededRun } from '../testing/run-fixtures.ts';
import { signInAs } from '../testing/sign-in-as.ts';
import type { RunsFilter } from './runs-filter.ts';
import { RunsStore } from './runs.store.ts';

describe('RunsStore', () => {
  const stream = '/api/export/events?tenant=acme';
  let http: HttpTestingController;
  let store: RunsStore;

  beforeEach(async () => {
    TestBed.configureTestingModule({
      providers: [...provideConsoleTesting(), RunsStore, { provide: REFRESH_PACE, useValue: 0 }],
    });
    http = TestBed.inject(HttpTestingController);
    await signInAs('operator');
    store = TestBed.inject(RunsStore);
  });

  afterEach(() => verifyHttp());

  const requested = (limit: string): TestRequest =>
    http.expectOne(({ url, params }) => url === '/api/export/runs' && params.get('limit') === limit);

  async function show(filter: RunsFilter, runs: readonly Run[], failed: readonly Run[] = []): Promise<TestRequest> {
    store.show(filter);
    await settled();
    return answer(runs, failed);
  }

  async function answer(runs: readonly Run[], failed: readonly Run[] = []): Promise<TestRequest> {
    const page = requested('50');
    page.flush(pageOf(runs));
    requested('1').flush(pageOf(failed, { total: failed.length }));
    await settled();
    return page;
  }

  async function emit(type: string, run: Run): Promise<void> {
    fakeStreams().emit(stream, { type, data: eventOf(run) });
    await settled();
    await settled();
  }

  const ids = (): string[] => store.runs().map(({ runId }) => runId);

  it('reads what the filter asks for, once it is known', async () => {
    await settled();
    http.expectNone(({ params }) => params.get('limit') === '50');
    const { request } = await show({ view: 'active', profileId: 'prof-1' }, []);
    expect(request.params.getAll('status')).toEqual(['pending', 'running']);
    expect(request.params.get('profileId')).toBe('prof-1');
    expect(request.headers.has('X-Stella-Activity')).toBeFalse();
  });

  it('shows a row as its newest event says, without asking for it', async () => {
    await show({}, [runningRun]);
    await emit('run.progress', { ...runningRun, progress: { ...runningRun.progress, percent: 70 } });
    expect(store.runs()[0]?.progress.percent).toBe(70);
    await emit('run.progress', { ...runningRun, progress: { ...runningRun.progress, percent: 60 } });
    expect(store.runs()[0]?.progress.percent).toBe(70);
  });

  it('renews rows when a run ends, without prolonging the session and without moving a row', async () => {
    await show({}, [runningRun, succeededRun]);
    await emit('run.succeeded', { ...runningRun, status: 'succeeded', phase: 'distribute' });
    const ended: Run = { ...succeededRun, runId: runningRun.runId };
    const read = await answer([pendingRun, ended, succeededRun]);
    expect(read.request.headers.get('X-Stella-Activity')).toBe('background');
    expect(ids()).toEqual([runningRun.runId, succeededRun.runId]);
    expect(store.runs()[0]?.bundle).not.toBeNull();
  });

  it('counts new runs and shows them when the person asks', async () => {
    await show({}, [succeededRun]);
    await emit('run.created', pendingRun);
    await answer([pendingRun, succeededRun]);
    expect([store.newRuns(), ids()]).toEqual([1, [succeededRun.runId]]);
    store.renew();
    await settled();
    expect([store.newRuns(), ids()]).toEqual([0, [pendingRun.runId, succeededRun.runId]]);
    expect(requested('50').request.headers.has('X-Stella-Activity')).toBeFalse();
  });

  it('keeps a row that no longer matches the view until the person asks', async () => {
    await show({ view: 'active' }, [runningRun, pendingRun]);
    await emit('run.failed', { ...runningRun, status: 'failed' });
    await answer([pendingRun]);
    expect(store.runs().map(({ status }) => status)).toEqual(['failed', 'pending']);
  });

  it('shows the first runs at once where there were none', async () => {
    await show({}, []);
    await emit('run.created', pendingRun);
    await answer([pendingRun]);
    expect(ids()).toEqual([pendingRun.runId]);
  });

  it('reads again after events were missed', async () => {
    await show({}, [runningRun]);
    fakeStreams().emit(stream, { type: 'reset' });
    await settled();
    await settled();
    await answer([{ ...succeededRun, runId: runningRun.runId }]);
    expect(store.runs()[0]?.status).toBe('succeeded');
  });

  it('says what needs action, and since when', async () => {
    await show({}, [failedRun], [failedRun, failedRun]);
    expect(store.summary()).toBe('2 runs need action, the oldest since 2026-11-22 09:50 UTC');
  });

  it('says so when nothing does', async () => {
    await show({}, [succeededRun]);
    expect(store.summary()).toBe('Nothing needs action');
  });

  it('names the profile of the filter as its runs do', async () => {
    await show({ profileId: succeededRun.profileId }, [succeededRun]);
    expect(store.filters().map(({ label }) => label)).toEqual(['Profile everything-raw']);
  });
});
