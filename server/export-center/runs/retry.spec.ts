import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Profile } from '../../contracts/export-center/profile.ts';
import type { Run } from '../../contracts/export-center/run.ts';
import type { CenterCaller } from '../testing/center-caller.ts';
import { describeCenter } from '../testing/describe-center.ts';
import { eventually } from '../testing/eventually.ts';
import { createProfile, eventsUntil, readRun, runToSuccess, submit, untilEnd } from '../testing/run-steps.ts';
import type { TrialWorker } from '../testing/trial-center.ts';
import { makeCollectingEndless } from './testing/endless-collecting.ts';

const reason = 'The selectors were right after all';

describeCenter('retrying a run', (center) => {
  let operator: CenterCaller;
  let profile: Profile;
  let worker: TrialWorker;
  beforeAll(async () => {
    operator = await center().as();
    profile = await createProfile(center());
    worker = await center().startWorker();
  });
  afterAll(() => worker.stop(1_000));

  const act = (runId: string, action: 'retry' | 'cancel') =>
    operator.post<Run>(`/api/export/runs/${runId}/${action}`, undefined, { reason });
  const untilItEnds = async (runId: string, event: string): Promise<Run> => {
    await eventsUntil(operator, runId, (seen) => seen.event === event);
    return readRun(operator, runId);
  };

  it('makes the next attempt of a cancelled run, with the hashes of an undisturbed one', async () => {
    const collecting = makeCollectingEndless();
    const runId = await submit(operator, { profileId: profile.profileId });
    await collecting.begun;
    await act(runId, 'cancel');
    expect((await untilItEnds(runId, 'run.cancelled')).status).toBe('cancelled');
    collecting.end();

    const { status, body } = await act(runId, 'retry');
    expect([status, body.status, body.attempt, body.error, body.finishedAt]).toEqual([202, 'pending', 2, null, null]);
    expect(body.operator).toEqual({ reason, ticket: null });
    const run = await untilItEnds(runId, 'run.succeeded');
    const { run: undisturbed } = await runToSuccess(operator, { profileId: profile.profileId });
    expect([run.attempt, run.status]).toEqual([2, 'succeeded']);
    expect([run.inputsHash, run.rerunHash, run.counts]).toEqual([
      ...[undisturbed.inputsHash, undisturbed.rerunHash],
      undisturbed.counts,
    ]);
    const told = () =>
      center().locker.timeline.find(({ kind, subject }) => kind === 'export.run.retried' && subject === runId);
    expect(await eventually('the timeline entry', told)).toEqual(
      jasmine.objectContaining({ actor: 'operator', reason }),
    );
  });

  it('keeps the parameters of the submission, whatever became of the profile', async () => {
    const admin = await center().as({ role: 'tenant-admin' });
    const archived = await createProfile(center());
    const selectors = { ecosystems: ['CRAN'] };
    const { run: failed } = await untilEnd(
      operator,
      await submit(operator, { profileId: archived.profileId, selectors }),
    );
    await admin.delete(`/api/export/profiles/${archived.profileId}`, { ifMatch: '"1"' });
    expect((await act(failed.runId, 'retry')).body.attempt).toBe(2);
    let failures = 0;
    await eventsUntil(operator, failed.runId, ({ event }) => event === 'run.failed' && ++failures === 2);
    const again = await readRun(operator, failed.runId);
    expect([again.status, again.attempt, again.error?.code]).toEqual(['failed', 2, 'ERR_EXPORT_EMPTY']);
    expect(again.selectors.ecosystems).toEqual(['CRAN']);
  });

  it('lets the attempt be repeated by itself as often as the first one', async () => {
    const { run } = await untilEnd(
      operator,
      await submit(operator, { profileId: profile.profileId, selectors: { ecosystems: ['CRAN'] } }),
    );
    const { body } = await act(run.runId, 'retry');
    expect([body.attempt, body.maxAttempts]).toEqual([run.attempt + 1, run.attempt + run.maxAttempts]);
    await eventsUntil(operator, run.runId, ({ event, data }) => event === 'run.failed' && (data as Run).attempt === 2);
  });

  it('is refused for a run that goes on or has its bundle, and without a reason', async () => {
    const { run } = await runToSuccess(operator, { profileId: profile.profileId });
    const succeeded = await operator.refused(act(run.runId, 'retry'));
    expect([succeeded.status, succeeded.code]).toEqual([409, 'ERR_CONFLICT']);
    expect(succeeded.message).toContain('succeeded');
    const unexplained = await operator.refused(operator.post(`/api/export/runs/${run.runId}/retry`));
    expect(unexplained.code).toBe('ERR_OPERATOR_REASON_REQUIRED');
    const absent = await operator.refused(act('run-20200101-01', 'retry'));
    expect(absent.status).toBe(404);
  });

  it('of another tenant is not found', async () => {
    const { run } = await runToSuccess(operator, { profileId: profile.profileId });
    const stranger = await center().as({ tenant: 'globex' });
    const path = `/api/export/runs/${run.runId}/retry`;
    expect((await stranger.refused(stranger.post(path, undefined, { reason }))).status).toBe(404);
  });

  it('leaves no staging folder behind when it has succeeded', async () => {
    const { run } = await runToSuccess(operator, { profileId: profile.profileId });
    const isGone = async () => !(await readdir(join(center().dataDir, 'staging', 'acme'))).includes(run.runId);
    expect(await eventually('the end of the folder', async () => (await isGone()) || undefined)).toBeTrue();
  });
});
