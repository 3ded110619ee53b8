import type { Run } from '../../contracts/export-center/run.ts';
import type { Profile } from '../../contracts/export-center/profile.ts';
import type { CenterCaller } from '../testing/center-caller.ts';
import { describeCenter } from '../testing/describe-center.ts';
import { eventually } from '../testing/eventually.ts';
import { createProfile, eventsUntil, readRun, submit, untilEnd } from '../testing/run-steps.ts';
import { makeCollectingEndless } from './testing/endless-collecting.ts';

const reason = 'Wrong selectors';

describeCenter('cancelling a run', (center) => {
  let operator: CenterCaller;
  let profile: Profile;
  beforeAll(async () => {
    operator = await center().as();
    profile = await createProfile(center());
  });
  const cancel = (runId: string) => operator.post<Run>(`/api/export/runs/${runId}/cancel`, undefined, { reason });

  it('needs a reason', async () => {
    const runId = await submit(operator, { profileId: profile.profileId });
    const refused = await operator.refused(operator.post(`/api/export/runs/${runId}/cancel`));
    expect([refused.status, refused.code]).toEqual([400, 'ERR_OPERATOR_REASON_REQUIRED']);
    await cancel(runId);
  });

  it('ends a pending run at once, with the reason kept', async () => {
    const runId = await submit(operator, { profileId: profile.profileId });
    const { status, body } = await cancel(runId);
    expect([status, body.status, body.operator]).toEqual([202, 'cancelled', { reason, ticket: null }]);
    const again = await operator.refused(cancel(runId));
    expect([again.status, again.code]).toEqual([409, 'ERR_CONFLICT']);
    const told = () =>
      center().locker.timeline.find(({ kind, subject }) => kind === 'export.run.cancelled' && subject === runId);
    expect(await eventually('the timeline entry', told)).toEqual(
      jasmine.objectContaining({ actor: 'operator', reason }),
    );
  });

  it('leaves nothing for a worker that comes later', async () => {
    const runId = await submit(operator, { profileId: profile.profileId });
    await cancel(runId);
    const worker = await center().startWorker();
    const { run } = await untilEnd(operator, await submit(operator, { profileId: profile.profileId }));
    expect(run.status).toBe('succeeded');
    await worker.stop(1_000);
    expect((await readRun(operator, runId)).status).toBe('cancelled');
  });

  it('stops a running run within two seconds, and leaves no bundle', async () => {
    const collecting = makeCollectingEndless();
    const worker = await center().startWorker();
    const runId = await submit(operator, { profileId: profile.profileId });
    await collecting.begun;
    const askedAt = Date.now();
    const { status, body } = await cancel(runId);
    expect([status, body.status]).toEqual([202, 'running']);
    const events = await eventsUntil(operator, runId, ({ event }) => event === 'run.cancelled');
    expect(Date.now() - askedAt).toBeLessThan(2_000);
    expect(events.map(({ event }) => event)).toContain('run.log');
    const run = await readRun(operator, runId);
    expect([run.status, run.phase, run.bundle, run.operator?.reason]).toEqual(['cancelled', null, null, reason]);
    await worker.stop(1_000);
  });

  it('is heard by a worker that missed the notification', async () => {
    const collecting = makeCollectingEndless();
    const worker = await center().startWorker();
    const runId = await submit(operator, { profileId: profile.profileId });
    await collecting.begun;
    await center().center.runs.update({ tenant: 'acme', runId }, ['running'], { cancel_requested: true });
    await eventsUntil(operator, runId, ({ event }) => event === 'run.cancelled');
    await worker.stop(1_000);
  });
});
