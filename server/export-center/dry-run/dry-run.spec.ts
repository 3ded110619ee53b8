import type { DryRun } from '../../contracts/export-center/dry-run.ts';
import { packableProfiles } from '../../contracts/export-center/kinds.ts';
import type { CenterCaller } from '../testing/center-caller.ts';
import { describeCenter } from '../testing/describe-center.ts';
import { draftOf, newTenant } from '../testing/drafts.ts';
import { createProfile, runToSuccess, submit, untilEnd } from '../testing/run-steps.ts';

const dryRunPath = '/api/export/profiles/dry-run';
type Draft = Parameters<typeof draftOf>[0];

describeCenter('a dry run', (center) => {
  let admin: CenterCaller;
  let operator: CenterCaller;
  beforeAll(async () => {
    admin = await center().as({ role: 'tenant-admin' });
    operator = await center().as();
  });

  const forecast = async (change: Draft = {}, caller = admin): Promise<DryRun> => {
    const { status, body } = await caller.post<DryRun>(dryRunPath, draftOf(change));
    expect(status).withContext(JSON.stringify(body)).toBe(200);
    return body;
  };
  const blockedPaths = ({ blockers }: DryRun) => blockers.map(({ path }) => path);

  it('counts what a run packs', async () => {
    const worker = await center().startWorker();
    const profile = await createProfile(center());
    const { evidence, blockers } = await forecast();
    const { run } = await runToSuccess(operator, { profileId: profile.profileId });
    await worker.stop(1_000);
    const counts = Object.fromEntries(evidence.map(({ kind, documents }) => [kind, documents]));
    const { policyEvaluations, ...packed } = run.counts ?? { policyEvaluations: 0 };
    expect(policyEvaluations).toBe(0);
    expect(counts).toEqual(packed);
    expect(blockers).toEqual([]);
    const [advisories] = evidence;
    expect(advisories?.samples.length).toBe(5);
    expect(advisories?.bytes).toBeGreaterThan(0);
    expect(evidence.find(({ kind }) => kind === 'sboms')?.samples[0]?.subject).toContain('@');
  });

  it('says how long like runs take and how large they are, once there are some', async () => {
    const selectors = { ecosystems: ['npm'] };
    const tenant = newTenant();
    const stranger = await center().as({ tenant, role: 'tenant-admin' });
    expect((await forecast({ selectors }, stranger)).estimate).toEqual({ likeRuns: 0, bytes: null, seconds: null });
    const worker = await center().startWorker();
    const profile = await createProfile(center(), { selectors });
    const runs = [];
    for (let count = 0; count < 3; count += 1) runs.push(await runToSuccess(operator, profileOf(profile)));
    await worker.stop(1_000);
    const { estimate } = await forecast({ selectors });
    expect(estimate.likeRuns).toBe(3);
    const sizes = runs.map(({ run }) => run.bundle?.bytes ?? 0).toSorted((one, other) => one - other);
    expect(estimate.bytes?.p50).toBe(sizes[1] ?? 0);
    expect(estimate.seconds?.p95).toBeGreaterThanOrEqual(estimate.seconds?.p50 ?? Number.NaN);
    const other = await forecast({ selectors: { ecosystems: ['PyPI'] } });
    expect(other.estimate.likeRuns).withContext('of the same kind').toBeGreaterThanOrEqual(3);
  });

  it('names everything that would stop the run, not the first thing alone', async () => {
    const tried = spyOn(center().center.recipientKeys, 'has').and.callThrough();
    const { blockers, recipients, evidence } = await forecast(
      {
        ...{ kind: 'json', variant: 'policy', policySnapshotMode: 'required' },
        selectors: { ecosystems: ['CRAN'], sbomSubjects: ['nobody@1'] },
        include: ['advisories', 'sboms'],
        encryption: { enabled: true, mode: 'aes-gcm', recipients: ['kms://absent'] },
      },
      await center().as({ role: 'tenant-admin', tenant: 'globex' }),
    );
    expect(evidence.map(({ documents }) => documents)).toEqual([0, 0]);
    expect(blockers.map(({ path }) => path)).toEqual(['selectors', 'policySnapshotMode', 'encryption']);
    expect(recipients).toEqual([{ recipient: 'kms://absent', usable: false, reason: jasmine.any(String) as never }]);
    expect(tried).toHaveBeenCalledTimes(1);
    expect(blockers.at(-1)?.message).toContain('kms://absent');
  });

  it('of a delta without a base is blocked as its run would be, and shows the base once there is one', async () => {
    const selectors = { ecosystems: ['Go'] };
    const delta = { kind: 'mirror', variant: 'delta', selectors } satisfies Draft;
    const before = await forecast(delta);
    expect(before.base).toEqual({ runId: null, present: false });
    expect(blockedPaths(before)).toEqual(['base']);

    const worker = await center().startWorker();
    const profile = await createProfile(center(), delta);
    const { run: failed } = await untilEnd(operator, await submit(operator, profileOf(profile)));
    expect([failed.error?.code, failed.error?.message]).toEqual([
      'ERR_EXPORT_BASE_MISSING',
      before.blockers[0]?.message,
    ]);
    const full = await createProfile(center(), { ...delta, variant: 'full' });
    const { run } = await runToSuccess(operator, profileOf(full));
    await worker.stop(1_000);
    expect((await forecast(delta)).base).toEqual({ runId: run.runId, present: true });
  });

  it('refuses a Trivy schema that nobody writes, in the words of the run', async () => {
    const { blockers } = await forecast({ kind: 'trivy', variant: 'db', trivy: { schemaVersion: 9 } });
    expect(blockers.map(({ path }) => path)).toEqual(['trivy']);
    expect(blockers[0]?.message).toContain('9');
  });

  it('warns of what a run would do without', async () => {
    const stranger = await center().as({ role: 'tenant-admin', tenant: 'globex' });
    const draft = { kind: 'json', variant: 'policy', policySnapshotMode: 'optional' } as const;
    const { warnings } = await forecast(draft, stranger);
    expect(warnings.map(({ path }) => path)).toEqual(['policySnapshotMode']);
  });

  it('of a kept profile is that of its draft', async () => {
    const profile = await createProfile(center(), { selectors: { ecosystems: ['npm'] } });
    const { body } = await admin.post<DryRun>(`/api/export/profiles/${profile.profileId}/dry-run`);
    expect(body.evidence).toEqual((await forecast({ selectors: { ecosystems: ['npm'] } })).evidence);
    const absent = await admin.refused(admin.post('/api/export/profiles/prof-absent/dry-run'));
    expect(absent.status).toBe(404);
  });

  it('is known for every kind', async () => {
    for (const name of packableProfiles) {
      const [kind, variant] = name.split(':') as ['json', 'raw'];
      const policySnapshotMode = name === ('json:policy' as string) ? 'optional' : 'none';
      const { blockers } = await forecast({ kind, variant, policySnapshotMode, selectors: { ecosystems: ['npm'] } });
      expect(blockers.filter(({ path }) => path !== 'base'))
        .withContext(name)
        .toEqual([]);
    }
  });

  it('keeps nothing, and needs the right to manage profiles', async () => {
    const before = await admin.get<{ total: number }>('/api/export/runs');
    await forecast();
    expect((await admin.get<{ total: number }>('/api/export/runs')).body.total).toBe(before.body.total);
    const refused = await operator.refused(operator.post(dryRunPath, draftOf()));
    expect([refused.status, refused.code]).toEqual([403, 'ERR_SCOPE']);
  });
});

function profileOf({ profileId }: { readonly profileId: string }) {
  return { profileId };
}
