import { HttpTestingController, type TestRequest } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import type { Run } from '../../../server/contracts/export-center/run.ts';
import { OperatorContextService } from '../operator/operator-context.service.ts';
import { Notices } from '../shared/ui/notices/notices.ts';
import { fakeStreams, provideConsoleTesting, settled, verifyHttp } from '../testing/console-testing.ts';
import { eventOf, pendingRun, runningRun, succeededRun } from '../testing/run-fixtures.ts';
import { errorEnvelope } from '../testing/session-fixtures.ts';
import { signInAs } from '../testing/sign-in-as.ts';
import { RunStore } from './run.store.ts';

describe('RunStore', () => {
  const url = `/api/export/runs/${runningRun.runId}`;
  const stream = `${url}/events?tenant=acme`;
  let http: HttpTestingController;
  let store: RunStore;

  beforeEach(async () => {
    TestBed.configureTestingModule({ providers: [...provideConsoleTesting(), RunStore] });
    http = TestBed.inject(HttpTestingController);
    await signInAs('operator');
    store = TestBed.inject(RunStore);
    store.show(runningRun.runId);
    await settled();
  });

  afterEach(() => verifyHttp());

  async function answer(run: Run): Promise<TestRequest> {
    const read = http.expectOne(url);
    read.flush(run);
    await settled();
    return read;
  }

  async function emit(type: string, run: Run, at?: string): Promise<void> {
    fakeStreams().emit(stream, { id: `${type}-${at ?? ''}`, type, data: eventOf(run, at) });
    await settled();
  }

  it('follows the run from event to event', async () => {
    await answer(runningRun);
    await emit('run.progress', { ...runningRun, progress: { ...runningRun.progress, percent: 90 } });
    expect(store.run()?.progress.percent).toBe(90);
  });

  it('does not read again for the past that the stream begins with', async () => {
    await answer(succeededRun.runId === runningRun.runId ? succeededRun : { ...succeededRun, runId: runningRun.runId });
    await emit('run.created', { ...pendingRun, runId: runningRun.runId });
    await emit('run.phase', runningRun);
    await emit('run.succeeded', { ...succeededRun, runId: runningRun.runId });
    await emit('run.verified', { ...succeededRun, runId: runningRun.runId }, '2026-11-22T09:50:02.000Z');
    expect(store.run()?.status).toBe('succeeded');
    expect(store.log().length).toBe(4);
  });

  it('reads again, in the background, when the run has moved on', async () => {
    await answer(runningRun);
    await emit('run.phase', { ...runningRun, phase: 'sign' });
    const read = await answer({ ...runningRun, phase: 'sign' });
    expect(read.request.headers.get('X-Stella-Activity')).toBe('background');
  });

  it('reads again when somebody else has verified the bundle', async () => {
    const done = { ...succeededRun, runId: runningRun.runId };
    await answer(done);
    await emit('run.verified', done, '2026-11-22T10:00:00.000Z');
    await answer({ ...done, verification: { ...done.verification, at: '2026-11-22T10:00:00.000Z' } });
    expect(store.run()?.verification.at).toBe('2026-11-22T10:00:00.000Z');
  });

  it('forgets the log of the run before', async () => {
    await answer(runningRun);
    await emit('run.started', runningRun);
    expect(store.log().length).toBe(1);
    store.show(pendingRun.runId);
    await settled();
    http.expectOne(`/api/export/runs/${pendingRun.runId}`).flush(pendingRun);
    expect(store.log()).toEqual([]);
  });

  it('cancels with the reason of the operator', async () => {
    await answer(runningRun);
    TestBed.inject(OperatorContextService).set({ reason: 'Wrong profile' });
    const cancelling = store.cancel();
    await settled();
    const request = http.expectOne(`${url}/cancel`);
    expect(request.request.headers.get('X-Stella-Operator-Reason')).toBe('Wrong profile');
    expect(store.busy()).toBeTrue();
    request.flush(runningRun);
    await cancelling;
    await settled();
    await answer({ ...runningRun, status: 'cancelled' });
    expect([store.busy(), store.run()?.status]).toEqual([false, 'cancelled']);
  });

  it('tells why an action failed', async () => {
    const failed = spyOn(TestBed.inject(Notices), 'failed');
    await answer({ ...succeededRun, runId: runningRun.runId });
    const verifying = store.verify();
    await settled();
    http.expectOne(`${url}/verify`).flush(errorEnvelope('ERR_GONE', 'The bundle was deleted.'), {
      status: 410,
      statusText: '',
    });
    await verifying;
    expect(failed).toHaveBeenCalledOnceWith(
      'The bundle could not be verified',
      jasmine.objectContaining({ code: 'ERR_GONE' }),
    );
  });
});
