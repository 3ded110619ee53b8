import type { Run } from '../../../server/contracts/export-center/run.ts';
import { eventOf, failedRun, pendingRun, runningRun, succeededRun } from '../testing/run-fixtures.ts';
import { isLater, type LiveRun, liveRunOf, withLive } from './live-run.ts';

describe('liveRunOf', () => {
  it('reads the run out of an event', () => {
    expect(liveRunOf(eventOf(runningRun))).toEqual({
      runId: runningRun.runId,
      status: 'running',
      phase: 'build',
      attempt: 1,
      progress: runningRun.progress,
      at: '2026-11-22T10:00:00.000Z',
    });
  });

  it('knows nothing of events without a run, or of states that this console does not know', () => {
    expect(liveRunOf(undefined)).toBeUndefined();
    expect(liveRunOf({ profileId: 'prof-1' })).toBeUndefined();
    expect(liveRunOf({ ...eventOf(runningRun), status: 'paused' })).toBeUndefined();
  });

  it('takes an unknown phase as none', () => {
    expect(liveRunOf({ ...eventOf(runningRun), phase: 'polish' })?.phase).toBeNull();
  });
});

describe('withLive', () => {
  const live = (run: Run, change: Partial<LiveRun> = {}): LiveRun => ({ ...liveRunOf(eventOf(run))!, ...change });

  it('moves a run on: state, phase, progress', () => {
    const further = live(runningRun, { progress: { ...runningRun.progress, percent: 60 } });
    expect(withLive(runningRun, further).progress.percent).toBe(60);
  });

  it('keeps what was read where the event is older', () => {
    const earlier = live(runningRun, { phase: 'collect', progress: { ...runningRun.progress, percent: 90 } });
    expect(withLive(runningRun, earlier)).toBe(runningRun);
    expect(withLive(succeededRun, live({ ...runningRun, runId: succeededRun.runId }))).toBe(succeededRun);
  });

  it('keeps what was read where the event is of another run', () => {
    expect(withLive(pendingRun, live(runningRun))).toBe(pendingRun);
  });

  it('starts the clock of a run that a worker has begun, and stops it when it ends', () => {
    const begun = withLive(pendingRun, live(pendingRun, { status: 'running', phase: 'plan' }));
    expect([begun.status, begun.startedAt]).toEqual(['running', '2026-11-22T10:00:00.000Z']);
    const ended = withLive(begun, live(pendingRun, { status: 'succeeded', phase: 'distribute' }));
    expect([ended.status, ended.finishedAt]).toEqual(['succeeded', '2026-11-22T10:00:00.000Z']);
  });

  it('shows a failed run as waiting again once another attempt follows', () => {
    const retried = withLive(failedRun, live(failedRun, { status: 'pending', phase: null, attempt: 2 }));
    expect(retried.status).toBe('pending');
    expect([retried.error, retried.startedAt, retried.finishedAt]).toEqual([null, null, null]);
  });

  it('does not let a late event of the first attempt undo the second', () => {
    const second: Run = { ...runningRun, attempt: 2, phase: 'plan' };
    expect(withLive(second, live(second, { status: 'failed', attempt: 1 }))).toBe(second);
  });

  it('takes the end of a bundle as later than its making', () => {
    expect(isLater({ ...succeededRun, status: 'expired' }, succeededRun)).toBeTrue();
    expect(isLater(succeededRun, succeededRun)).toBeFalse();
  });
});
