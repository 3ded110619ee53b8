import type { MirrorChain } from '../../contracts/export-center/mirror.ts';
import type { ExportManifest, Run, SubmittedRun } from '../../contracts/export-center/run.ts';
import { importTenant } from '../sources/import-tenant.ts';
import { advisory, evidenceFile } from '../sources/testing/evidence.ts';
import type { CenterCaller } from '../testing/center-caller.ts';
import { describeCenter } from '../testing/describe-center.ts';
import { newTenant } from '../testing/drafts.ts';
import { eventually } from '../testing/eventually.ts';
import { createProfile, runToSuccess, submit, untilEnd } from '../testing/run-steps.ts';

type Draft = NonNullable<Parameters<typeof createProfile>[1]>;

const fullMirror: Draft = { kind: 'mirror', variant: 'full' };
const deltaMirror: Draft = { kind: 'mirror', variant: 'delta' };

describeCenter('mirror runs', (center, database) => {
  beforeAll(() => center().startWorker());

  let tenant: string;
  let operator: CenterCaller;
  let day = 0;
  beforeEach(async () => {
    tenant = newTenant();
    operator = await center().as({ tenant });
    await nextDay();
  });

  /** Changes the tenant's one advisory. */
  async function nextDay(): Promise<void> {
    day += 1;
    const file = evidenceFile('advisories/osv/1.json', advisory('GO-1', { summary: `day ${day}` }));
    await importTenant(database(), tenant, [file]);
  }

  async function profileOf(draft: Draft): Promise<string> {
    return (await createProfile(center(), draft, { tenant })).profileId;
  }

  async function runOf(profileId: string, more: object = {}): Promise<Run> {
    return (await runToSuccess(operator, { profileId, ...more })).run;
  }

  async function failureOf(profileId: string, more: object = {}): Promise<NonNullable<Run['error']>> {
    const { run } = await untilEnd(operator, await submit(operator, { profileId, ...more }));
    expect(run.status).toBe('failed');
    if (!run.error) throw new Error('The run has no error');
    return run.error;
  }

  async function remove(run: Run): Promise<void> {
    const admin = await center().as({ tenant, role: 'tenant-admin' });
    const { status } = await admin.delete(`/api/export/runs/${run.runId}/bundle`, { reason: 'storage' });
    expect(status).toBe(200);
  }

  async function chains(): Promise<MirrorChain[]> {
    return (await operator.get<{ items: MirrorChain[] }>('/api/export/mirror/chains')).body.items;
  }

  it('build a chain, each delta on the newest run, and name their base', async () => {
    const [fullProfile, deltaProfile] = [await profileOf(fullMirror), await profileOf(deltaMirror)];
    const full = await runOf(fullProfile);
    expect(full.baseRunId).toBeNull();
    await nextDay();
    const first = await runOf(deltaProfile);
    await nextDay();
    const second = await runOf(deltaProfile);
    expect([first.baseRunId, second.baseRunId]).toEqual([full.runId, first.runId]);
    const { body: manifest } = await operator.get<ExportManifest>(`/api/export/runs/${second.runId}/manifest`);
    expect(manifest.base?.baseExportId).toBe(first.runId);
    const [today, file] = [second.createdAt.slice(0, 10).replaceAll('-', ''), (run: Run) => run.bundle?.fileName];
    expect([full, first, second].map(file)).toEqual([
      `mirror-${today}-full.tar.zst`,
      `mirror-${today}-delta.tar.zst`,
      `mirror-${today}-delta-02.tar.zst`,
    ]);
    const [chain, ...others] = await chains();
    expect(others).toEqual([]);
    expect(chain?.links.map(({ runId, baseRunId }) => [runId, baseRunId])).toEqual([
      [full.runId, null],
      [first.runId, full.runId],
      [second.runId, first.runId],
    ]);
    expect([chain?.complete, chain?.bytes]).toEqual([
      true,
      [full, first, second].reduce((sum, { bundle }) => sum + (bundle?.bytes ?? 0), 0),
    ]);
    await remove(first);
    const [broken] = await chains();
    expect([broken?.complete, broken?.links.map(({ present }) => present)]).toEqual([false, [true, false, true]]);
    await remove(full);
    expect(await chains()).toEqual([]);
  });

  it('tell the timeline of each mirror', async () => {
    const full = await runOf(await profileOf(fullMirror));
    const told = await eventually('the timeline entry', () =>
      center().locker.timeline.find(({ kind, tenant: of }) => kind === 'mirror.bundle.created' && of === tenant),
    );
    expect([told.subject, told.payload['bundleDigest']]).toEqual([full.runId, full.bundle?.sha256]);
  });

  it('of mode last-full build on the newest full mirror, of mode run on the one that is named', async () => {
    const full = await runOf(await profileOf(fullMirror));
    await nextDay();
    const first = await runOf(await profileOf(deltaMirror));
    await nextDay();
    const onFull = await runOf(await profileOf({ ...deltaMirror, base: { mode: 'last-full' } }));
    const onNamed = await runOf(await profileOf({ ...deltaMirror, base: { mode: 'run', runId: full.runId } }));
    const submitted = await runOf(await profileOf(deltaMirror), { baseRunId: first.runId });
    expect([onFull.baseRunId, onNamed.baseRunId, submitted.baseRunId]).toEqual([full.runId, full.runId, first.runId]);
    // Both deltas on the full mirror are branches; the chain leads to the newest end.
    const [chain] = await chains();
    expect(chain?.links.map(({ runId }) => runId)).toEqual([full.runId, first.runId, submitted.runId]);
  });

  it('build on nothing that has other selectors, another include or another redaction', async () => {
    await runOf(await profileOf(fullMirror));
    const other = { selectors: { ecosystems: ['Go'] } };
    for (const draft of [
      { ...deltaMirror, ...other },
      { ...deltaMirror, redaction: ['/details'] },
    ]) {
      const { code, message } = await failureOf(await profileOf(draft));
      expect([code, message]).toEqual([
        'ERR_EXPORT_BASE_MISSING',
        jasmine.stringContaining('no succeeded mirror:full'),
      ]);
    }
    const include: Draft = { ...deltaMirror, include: ['vex', 'advisories'] };
    const { message } = await failureOf(await profileOf(include), {
      baseRunId: (await runOf(await profileOf(fullMirror))).runId,
    });
    expect(message).toContain('of another chain');
  });

  it('without a base name what they looked for, and offer the full run to start', async () => {
    const deltaProfile = await profileOf(deltaMirror);
    const never = await failureOf(deltaProfile);
    expect(never).toEqual(
      jasmine.objectContaining({
        code: 'ERR_EXPORT_BASE_MISSING',
        phase: 'plan',
        action: { type: 'submit-run', kind: 'mirror', variant: 'full', profileId: null },
      }),
    );
    expect(never.message).toContain('Run mirror:full');
    const fullProfile = await profileOf(fullMirror);
    await profileOf({ ...fullMirror, selectors: { ecosystems: ['Go'] } });
    expect((await failureOf(deltaProfile)).action?.profileId).toBe(fullProfile);
    const unknown = await failureOf(deltaProfile, { baseRunId: 'run-20010101-01' });
    expect(unknown.message).toContain('run-20010101-01: there is no such run');
  });

  it('fail where the base was deleted, is gone from the object store, or never was a mirror', async () => {
    const [fullProfile, deltaProfile] = [await profileOf(fullMirror), await profileOf(deltaMirror)];
    const deleted = await runOf(fullProfile);
    await remove(deleted);
    const pruned = await failureOf(deltaProfile, { baseRunId: deleted.runId });
    expect([pruned.code, pruned.message]).toEqual([
      'ERR_EXPORT_BASE_MISSING',
      jasmine.stringContaining('was pruned or deleted'),
    ]);
    const lost = await runOf(fullProfile);
    await nextDay();
    await center().objects.delete((await center().center.runs.find(tenant, lost.runId))?.bundle?.objectKey ?? '');
    expect((await failureOf(deltaProfile)).message).toContain(`${lost.runId}: its bundle`);
    const raw = await runOf((await createProfile(center(), {}, { tenant })).profileId);
    expect((await failureOf(deltaProfile, { baseRunId: raw.runId })).message).toContain('a run of json:raw');
  });

  it('that change nothing fail as empty, unless that is allowed', async () => {
    const [fullProfile, deltaProfile] = [await profileOf(fullMirror), await profileOf(deltaMirror)];
    const full = await runOf(fullProfile);
    const empty = await failureOf(deltaProfile);
    expect([empty.code, empty.message]).toEqual(['ERR_EXPORT_EMPTY', jasmine.stringContaining(full.runId)]);
    const allowed = await runOf(deltaProfile, { allowEmpty: true });
    expect([allowed.counts?.advisories, allowed.baseRunId]).toEqual([0, full.runId]);
    await importTenant(database(), tenant, []);
    // Nothing is selected any more, which is much to say.
    const emptied = await runOf(deltaProfile);
    expect([emptied.counts?.advisories, emptied.baseRunId]).toEqual([0, allowed.runId]);
  });

  it('that reset the baseline carry everything and begin a chain', async () => {
    const deltaProfile = await profileOf(deltaMirror);
    const reset = await runOf(deltaProfile, { resetBaseline: true });
    expect([reset.baseRunId, reset.counts?.advisories]).toEqual([null, 1]);
    await nextDay();
    const next = await runOf(deltaProfile);
    expect(next.baseRunId).toBe(reset.runId);
    const [chain] = await chains();
    expect(chain?.links.map(({ runId, variant }) => [runId, variant])).toEqual([
      [reset.runId, 'delta'],
      [next.runId, 'delta'],
    ]);
  });

  it('are refused a base that they cannot have', async () => {
    const [fullProfile, deltaProfile] = [await profileOf(fullMirror), await profileOf(deltaMirror)];
    const baseRunId = 'run-20010101-01';
    for (const body of [
      { profileId: fullProfile, baseRunId },
      { profileId: fullProfile, resetBaseline: true },
      { profileId: deltaProfile, baseRunId, resetBaseline: true },
    ]) {
      const refused = await operator.refused(operator.post<SubmittedRun>('/api/export/runs', body));
      expect([refused.status, refused.code]).toEqual([400, 'ERR_VALIDATION']);
    }
  });
});
