import type { CenterCaller } from '../../testing/center-caller.ts';
import { describeCenter } from '../../testing/describe-center.ts';
import { newTenant } from '../../testing/drafts.ts';
import { createProfile, eventsUntil, readRun, runToSuccess, submit, untilEnd } from '../../testing/run-steps.ts';
import { makeCollectingEndless } from '../../runs/testing/endless-collecting.ts';
import { ExportError } from '../export-error.ts';
import { CancelledError, LeaseLostError } from './interruptions.ts';
import { failureOf, killsItsWorkers } from './recovery.ts';
import { RunLease, type LeaseServices } from './run-lease.ts';

describeCenter('the lease of a run', (center, database) => {
  let operator: CenterCaller;
  let tenant: string;
  let runId: string;
  const services = (): LeaseServices => ({ ...center().center, database: database() });
  const key = () => ({ tenant, runId });

  beforeEach(async () => {
    tenant = newTenant();
    operator = await center().as({ tenant });
    runId = await submit(operator, { profileId: (await createProfile(center(), {}, { tenant })).profileId });
  });

  const take = async (): Promise<RunLease> => {
    const lease = await RunLease.take(services(), key());
    if (!(lease instanceof RunLease)) throw new Error(`The run is ${lease}`);
    return lease;
  };
  const letExpire = () =>
    center().center.runs.update(key(), ['running'], { lease_until: new Date(Date.now() - 60_000) });

  it('is given to one of many workers that ask at once', async () => {
    const taken = await Promise.all(Array.from({ length: 6 }, () => RunLease.take(services(), key())));
    expect(taken.filter((lease) => lease instanceof RunLease).length).toBe(1);
    expect(taken.filter((lease) => lease === 'driven').length).toBe(5);
  });

  it('goes to another worker when it has expired, and then stops the first one without a trace', async () => {
    const first = await take();
    await first.enter('plan');
    await letExpire();
    const second = await take();
    await second.enter('collect');
    const before = await readRun(operator, runId);
    const steps = [
      () => first.renew(),
      () => first.enter('build'),
      () => first.note({ rerun_hash: 'sha256:wrong' }),
      () => first.progress({ percent: 99, itemsCompleted: 1, itemsTotal: 1, bytes: 1 }),
      () => first.fail(failureOf(new ExportError('adapter', 'wrong'))),
      () => first.cancelled(),
      () => first.handBack(),
    ];
    for (const step of steps) await expectAsync(step()).toBeRejectedWithError(LeaseLostError);
    expect(await readRun(operator, runId)).toEqual(before);
    await second.enter('build');
  });

  it('holds for as long as it is renewed', async () => {
    const lease = await take();
    await letExpire();
    await lease.renew();
    expect(await RunLease.take(services(), key())).toBe('driven');
  });

  it('is free at once when it was handed back, and the start does not count', async () => {
    const first = await take();
    expect(first.run.starts).toBe(1);
    await first.handBack();
    const second = await take();
    expect(second.run.starts).toBe(1);
  });

  it('is not given for a run that has ended', async () => {
    await (await take()).cancelled();
    expect(await RunLease.take(services(), key())).toBe('ended');
    expect(await RunLease.take(services(), { tenant, runId: 'run-20251029-01' })).toBe('ended');
  });

  it('lets a run that is to be cancelled go no step further, but end', async () => {
    const lease = await take();
    await operator.post(`/api/export/runs/${runId}/cancel`, undefined, { reason: 'wrong' });
    await expectAsync(lease.enter('build')).toBeRejectedWithError(CancelledError);
    await expectAsync(lease.renew()).toBeRejectedWithError(CancelledError);
    await lease.cancelled();
    expect((await readRun(operator, runId)).status).toBe('cancelled');
  });

  it('queues the next attempt after a failure that may pass, three in all', async () => {
    const failure = failureOf(new ExportError('signing', 'the key store is away'));
    for (const attempt of [1, 2, 3]) {
      const lease = await take();
      await lease.enter('sign');
      expect(lease.run.attempt).toBe(attempt);
      await lease.fail(failure);
      const run = await readRun(operator, runId);
      expect([run.status, run.phase]).toEqual(attempt < 3 ? ['pending', null] : ['failed', 'sign']);
      expect(run.error).toEqual({
        ...{ code: 'signing', phase: 'sign', message: 'the key store is away' },
        recovery: failure.recovery,
        action: null,
      });
    }
    const events = await eventsUntil(operator, runId, ({ event }) => event === 'run.failed');
    const logs = events
      .filter(({ event }) => event === 'run.log')
      .map(({ data }) => (data as { message: string }).message);
    expect(logs).toEqual([
      'Attempt 2 follows in 2 s: the key store is away',
      'Attempt 3 follows in 8 s: the key store is away',
    ]);
  });

  it('fails at once for what will not pass, and for a run that ends its workers', async () => {
    await (await take()).fail(failureOf(new ExportError('adapter', 'record 7 is broken')));
    expect((await readRun(operator, runId)).status).toBe('failed');
    runId = await submit(operator, { profileId: (await createProfile(center(), {}, { tenant })).profileId });
    await (await take()).fail(killsItsWorkers);
    expect((await readRun(operator, runId)).status).toBe('failed');
  });

  it('keeps failures that name what no column or event could hold', async () => {
    const message = `record \u0000\ud800${'x'.repeat(20_000)}`;
    await (await take()).fail(failureOf(new ExportError('signing', message)));
    const run = await readRun(operator, runId);
    expect(run.error?.message.length).toBe(2_000);
    expect(run.error?.message).toMatch(/^record +�x/u);
  });

  it('makes a worker give up a run that ended its workers ten times', async () => {
    await center().center.runs.update(key(), ['pending'], { starts: 10 });
    const worker = await center().startWorker();
    const { run } = await untilEnd(operator, runId);
    await worker.stop(1_000);
    expect([run.status, run.attempt, run.error?.message]).toEqual(['failed', 1, killsItsWorkers.message]);
  });
});

describeCenter('a worker that stops in the middle of a run', (center) => {
  it('hands the run back, and another one finishes it as if nothing had happened', async () => {
    const operator = await center().as();
    const { profileId } = await createProfile(center());
    const endless = makeCollectingEndless();
    const first = await center().startWorker();
    const runId = await submit(operator, { profileId });
    await endless.begun;
    await first.stop(0);
    const waiting = await readRun(operator, runId);
    expect([waiting.status, waiting.phase]).toEqual(['running', 'collect']);

    endless.end();
    const second = await center().startWorker();
    const { run } = await untilEnd(operator, runId);
    expect([run.status, run.attempt]).toEqual(['succeeded', 1]);
    const undisturbed = await runToSuccess(operator, { profileId });
    await second.stop(1_000);
    expect([run.inputsHash, run.rerunHash]).toEqual([undisturbed.run.inputsHash, undisturbed.run.rerunHash]);
  });
});
