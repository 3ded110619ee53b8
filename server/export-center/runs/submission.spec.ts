import { randomUUID } from 'node:crypto';
import type { Page } from '../../contracts/lists.ts';
import type { Profile } from '../../contracts/export-center/profile.ts';
import type { Run, SubmittedRun } from '../../contracts/export-center/run.ts';
import type { CenterCaller } from '../testing/center-caller.ts';
import { describeCenter } from '../testing/describe-center.ts';
import { newTenant } from '../testing/drafts.ts';
import { createProfile, eventsUntil, readRun, submit } from '../testing/run-steps.ts';

const runs = '/api/export/runs';
const unknownRun = 'run-20251029-01';

describeCenter('submitting a run', (center) => {
  let tenant: string;
  let operator: CenterCaller;
  let profile: Profile;
  beforeEach(async () => {
    tenant = newTenant();
    operator = await center().as({ tenant });
    profile = await createProfile(center(), {}, { tenant });
  });

  it('is answered before any worker has seen it', async () => {
    const { status, body } = await operator.post<SubmittedRun>(runs, { profileId: profile.profileId });
    expect([status, body]).toEqual([
      202,
      {
        runId: body.runId,
        status: 'pending',
        estimateSeconds: null,
        links: { self: `${runs}/${body.runId}`, events: `${runs}/${body.runId}/events` },
      },
    ]);
    expect(await readRun(operator, body.runId)).toEqual(
      jasmine.objectContaining({ status: 'pending', bundle: null, heldBy: [], phase: null }),
    );
  });

  it('numbers the runs of a tenant and a day, also those that come at once', async () => {
    const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
    const ids = await Promise.all(Array.from({ length: 12 }, () => submit(operator, { profileId: profile.profileId })));
    const expected = ids.map((_, index) => `run-${day}-${String(index + 1).padStart(2, '0')}`);
    expect(ids.toSorted()).toEqual(expected);
    const stranger = newTenant();
    const { profileId } = await createProfile(center(), {}, { tenant: stranger });
    expect(await submit(await center().as({ tenant: stranger }), { profileId })).toBe(`run-${day}-01`);
  });

  it('happens once for a repeated Idempotency-Key, which another body may not have', async () => {
    const key = randomUUID();
    const body = { profileId: profile.profileId };
    const answers = await Promise.all([1, 2, 3].map(() => operator.post<SubmittedRun>(runs, body, { key })));
    expect(new Set(answers.map((answer) => answer.body.runId)).size).toBe(1);
    expect((await operator.get<Page<Run>>(runs)).body.total).toBe(1);
    const other = await operator.refused(operator.post(runs, { ...body, priority: 'high' }, { key }));
    expect([other.status, other.code]).toEqual([409, 'ERR_IDEMPOTENCY']);
  });

  it('needs an Idempotency-Key', async () => {
    const refused = await operator.refused(operator.post(runs, { profileId: profile.profileId }, { key: '' }));
    expect([refused.status, refused.details[0]?.path]).toEqual([400, 'header.idempotency-key']);
  });

  it('freezes the revision of the profile', async () => {
    const runId = await submit(operator, { profileId: profile.profileId });
    const admin = await center().as({ tenant, role: 'tenant-admin' });
    const changeRecord = { impact: 'smaller', expectedBundleBytes: 1 };
    const { profileId, name, kind, variant } = profile;
    const next = { name, kind, variant, selectors: { ecosystems: ['npm'] }, changeRecord };
    expect((await admin.put(`/api/export/profiles/${profileId}`, next, { ifMatch: '"1"' })).status).toBe(200);
    const { profileRevision, selectors } = await readRun(operator, runId);
    expect([profileRevision, selectors.ecosystems]).toEqual([1, []]);
  });

  it('is refused for an archived profile', async () => {
    const admin = await center().as({ tenant, role: 'tenant-admin' });
    await admin.delete(`/api/export/profiles/${profile.profileId}`, { ifMatch: '"1"' });
    const refused = await operator.refused(operator.post(runs, { profileId: profile.profileId }));
    expect([refused.status, refused.code]).toEqual([409, 'ERR_CONFLICT']);
    expect(refused.message).toContain('archived');
  });

  it('is refused for a profile of another tenant as for one that does not exist', async () => {
    const stranger = await center().as({ tenant: newTenant() });
    for (const profileId of [profile.profileId, 'prof-nosuchprofile']) {
      const refused = await stranger.refused(stranger.post(runs, { profileId }));
      expect([refused.status, refused.code]).toEqual([404, 'ERR_NOT_FOUND']);
    }
  });

  const bad: Record<string, [object, string]> = {
    'an unknown field': [{ surprise: 1 }, 'surprise'],
    'a wrong type': [{ allowEmpty: 'yes' }, 'allowEmpty'],
    'an unknown priority': [{ priority: 'urgent' }, 'priority'],
    'a profile id of a megabyte': [{ profileId: 'p'.repeat(1_000_000) }, 'profileId'],
    'a selector of a megabyte': [{ selectors: { products: ['p'.repeat(900_000)] } }, 'selectors.products.0'],
    'a time that is none': [{ selectors: { timeWindow: { from: 'yesterday', to: 'today' } } }, 'selectors.timeWindow'],
  };
  for (const [what, [change, path]] of Object.entries(bad)) {
    it(`refuses ${what}`, async () => {
      const refused = await operator.refused(operator.post(runs, { profileId: profile.profileId, ...change }));
      expect([refused.status, refused.code]).toEqual([400, 'ERR_VALIDATION']);
      const paths = refused.details.map((detail) => detail.path).join(' ');
      expect(paths).withContext(JSON.stringify(refused)).toContain(path);
    });
  }

  it('is not for viewers', async () => {
    const viewer = await center().as({ tenant, role: 'viewer' });
    const refused = await viewer.refused(viewer.post(runs, { profileId: profile.profileId }));
    expect([refused.status, refused.code]).toEqual([403, 'ERR_SCOPE']);
    expect(refused.message).toContain('export:run');
  });

  it('shows the run to nobody of another tenant', async () => {
    const runId = await submit(operator, { profileId: profile.profileId });
    const stranger = await center().as({ tenant: newTenant(), role: 'tenant-admin' });
    for (const id of [runId, unknownRun]) {
      const path = `${runs}/${id}`;
      const refusals = [
        ...['', '/manifest', '/artifacts', '/events', '/bundle'].map((rest) => stranger.get(`${path}${rest}`)),
        ...['/cancel', '/verify'].map((rest) => stranger.post(`${path}${rest}`, undefined, { reason: 'to see' })),
        stranger.delete(`${path}/bundle`, { reason: 'to see' }),
      ];
      for (const { status, code, message } of await Promise.all(refusals.map((call) => stranger.refused(call)))) {
        expect([status, code, message]).toEqual([404, 'ERR_NOT_FOUND', `There is no run ${id} in this tenant.`]);
      }
    }
  });

  it('is told to a stream that was cut, after the event that it saw last', async () => {
    await submit(operator, { profileId: profile.profileId });
    const second = await submit(operator, { profileId: profile.profileId });
    const [event] = await eventsUntil(operator, second, () => true);
    expect(event?.event).toBe('run.created');
    const resumed = await operator.events('/api/export/events', String(Number(event?.id) - 1));
    const third = await submit(operator, { profileId: profile.profileId });
    const next = await resumed.take(2);
    resumed.close();
    expect(next.map(({ data }) => (data as Run).runId)).toEqual([second, third]);
  });
});
