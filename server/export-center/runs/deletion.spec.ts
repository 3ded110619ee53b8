import { randomUUID } from 'node:crypto';
import type { Run } from '../../contracts/export-center/run.ts';
import type { Profile } from '../../contracts/export-center/profile.ts';
import type { CenterCaller } from '../testing/center-caller.ts';
import { describeCenter } from '../testing/describe-center.ts';
import { eventually } from '../testing/eventually.ts';
import { createProfile, download, readRun, runToSuccess, submit } from '../testing/run-steps.ts';

const reason = 'Storage is short';

describeCenter('deleting a bundle', (center) => {
  let operator: CenterCaller;
  let admin: CenterCaller;
  let profile: Profile;
  let run: Run;
  let key: string;
  let documentsKey: string;
  beforeAll(async () => {
    [operator, admin] = [await center().as(), await center().as({ role: 'tenant-admin' })];
    profile = await createProfile(center());
    await center().startWorker();
  });
  beforeEach(async () => {
    ({ run } = await runToSuccess(operator, { profileId: profile.profileId }));
    const bundle = (await center().center.runs.find('acme', run.runId))?.bundle;
    [key, documentsKey] = [bundle?.objectKey ?? '', bundle?.documentsKey ?? ''];
  });
  afterEach(() => {
    Object.assign(center().locker, { isDown: false, claimMs: 60_000 });
  });

  const remove = (headers: { reason?: string; key?: string } = { reason }, by = admin) =>
    by.delete<Run>(`/api/export/runs/${run.runId}/bundle`, headers);
  const endOfClaim = () =>
    eventually('the end of the claim', () => center().locker.endedClaims.get(run.bundle?.sha256 ?? ''));
  const expectKept = async () => {
    expect(await center().objects.head(key)).toBeDefined();
    expect(await center().objects.head(documentsKey)).toBeDefined();
    expect((await readRun(operator, run.runId)).status).toBe('succeeded');
    expect((await download(operator, run.runId)).length).toBe(run.bundle?.bytes ?? 0);
  };

  it('expires the run, deletes the object and its documents, keeps the manifest, and tells the locker', async () => {
    const { status, body } = await remove();
    expect([status, body.status, body.operator, body.heldBy]).toEqual([200, 'expired', { reason, ticket: null }, []]);
    expect(await center().objects.head(key)).toBeUndefined();
    expect(await center().objects.head(documentsKey)).toBeUndefined();
    const refused = await operator.refused(operator.get(`/api/export/runs/${run.runId}/bundle`));
    expect([refused.status, refused.code]).toEqual([410, 'ERR_GONE']);
    expect((await operator.fetch(`/api/export/runs/${run.runId}/manifest`)).status).toBe(200);
    expect(await endOfClaim()).toEqual(['deleted']);
    const told = () =>
      center().locker.timeline.find(({ kind, subject }) => kind === 'export.run.expired' && subject === run.runId);
    expect(await eventually('the timeline entry', told)).toEqual(
      jasmine.objectContaining({ actor: 'tenant-admin', reason }),
    );
    const again = await admin.refused(remove());
    expect([again.status, again.code]).toEqual([410, 'ERR_GONE']);
  });

  it('is done once for a repeated Idempotency-Key', async () => {
    const once = randomUUID();
    const first = await remove({ reason, key: once });
    const second = await remove({ reason, key: once });
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.body).toEqual(first.body);
  });

  it('is refused while a hold covers it, naming the hold', async () => {
    center().locker.holds.set(run.bundle?.sha256 ?? '', ['Payment outage']);
    const refused = await admin.refused(remove());
    expect([refused.status, refused.code]).toEqual([409, 'ERR_HELD']);
    expect(refused.message).toContain('Payment outage');
    await expectKept();
  });

  it('is refused while the locker is down', async () => {
    center().locker.isDown = true;
    const refused = await admin.refused(remove());
    expect([refused.status, refused.code]).toEqual([503, 'ERR_UNAVAILABLE']);
    expect(refused.message).toContain('nothing was deleted');
    center().locker.isDown = false;
    await expectKept();
  });

  it('is not begun with a claim that is about to expire, which is given back', async () => {
    center().locker.claimMs = 1_000;
    const refused = await admin.refused(remove());
    expect([refused.status, refused.code]).toEqual([503, 'ERR_UNAVAILABLE']);
    await expectKept();
    expect(await endOfClaim()).toEqual(['abandoned']);
  });

  it('happens once when two want it at the same time', async () => {
    const answers = await Promise.all([remove(), remove()]);
    expect(answers.filter(({ status }) => status === 200).length).toBe(1);
    const other = answers.find(({ status }) => status !== 200);
    expect([409, 410]).toContain(other?.status ?? 0);
    expect(await center().objects.head(key)).toBeUndefined();
  });

  it('succeeds although the bytes cannot be deleted now: the sweep does it later', async () => {
    spyOn(center().objects, 'delete').and.rejectWith(new Error('the disk is busy'));
    const { status, body } = await remove();
    expect([status, body.status]).toEqual([200, 'expired']);
  });

  it('needs a reason, a fresh sign-in and the right', async () => {
    const noReason = await admin.refused(remove({}));
    expect([noReason.status, noReason.code]).toEqual([400, 'ERR_OPERATOR_REASON_REQUIRED']);
    const tired = await center().as({ role: 'tenant-admin', signedInSecondsAgo: 900 });
    const notFresh = await tired.refused(remove({ reason }, tired));
    expect([notFresh.status, notFresh.code]).toEqual([401, 'ERR_FRESH_AUTH_REQUIRED']);
    const noRight = await operator.refused(remove({ reason }, operator));
    expect([noRight.status, noRight.code]).toEqual([403, 'ERR_SCOPE']);
    expect(noRight.message).toContain('export:retention');
    await expectKept();
  });

  it('is refused for a run that has no bundle', async () => {
    const failed = await submit(operator, { profileId: profile.profileId, selectors: { ecosystems: ['CRAN'] } });
    await eventually('its failure', async () =>
      (await readRun(operator, failed)).status === 'failed' ? true : undefined,
    );
    const refused = await admin.refused(admin.delete(`/api/export/runs/${failed}/bundle`, { reason }));
    expect([refused.status, refused.code]).toEqual([409, 'ERR_CONFLICT']);
  });
});
