import type { EvidenceBundle } from '../../contracts/evidence-locker/bundle.ts';
import type { Hold } from '../../contracts/evidence-locker/hold.ts';
import type { TimelineEvent, TimelineVerification } from '../../contracts/evidence-locker/timeline.ts';
import type { Run } from '../../contracts/export-center/run.ts';
import type { Profile } from '../../contracts/export-center/profile.ts';
import type { Page } from '../../contracts/lists.ts';
import type { Role } from '../../contracts/roles.ts';
import { scopes } from '../../contracts/scopes.ts';
import { startFakeIssuer, type FakeIssuer } from '../../testing/fake-issuer.ts';
import { makeTestStack, type TestStack } from '../../testing/make-test-stack.ts';
import { CenterCaller } from '../testing/center-caller.ts';
import { draftOf } from '../testing/drafts.ts';
import { eventually } from '../testing/eventually.ts';
import { runToSuccess } from '../testing/run-steps.ts';

const reason = 'Court order 17';

describe('bundles under the real Evidence Locker', () => {
  let issuer: FakeIssuer;
  let stack: TestStack;
  beforeAll(async () => {
    issuer = await startFakeIssuer();
    stack = await makeTestStack({
      roles: ['export-center', 'export-worker', 'evidence-locker'],
      env: { OIDC_ISSUER: issuer.url },
    });
  });
  afterAll(async () => {
    await stack.close();
    await issuer.close();
  });

  const callerOf = async (role: Role, url: string, audience: string): Promise<CenterCaller> => {
    const token = await issuer.mintBearer({
      ...{ audience, subject: role, scope: scopes.join(' '), tenants: { acme: [role] } },
    });
    return new CenterCaller(url, 'acme', token);
  };
  const atCenter = (role: Role) => callerOf(role, stack.config.exportCenterUrl, stack.config.exportCenterAudience);
  const atLocker = (role: Role) => callerOf(role, stack.config.evidenceLockerUrl, stack.config.evidenceLockerAudience);

  it('are registered, kept while a hold covers them, and deleted when none does', async () => {
    const [operator, admin] = [await atCenter('operator'), await atCenter('tenant-admin')];
    const responder = await atLocker('incident-responder');
    const { profileId } = (await admin.post<Profile>('/api/export/profiles', draftOf())).body;
    const held = (await runToSuccess(operator, { profileId })).run;
    const free = (await runToSuccess(operator, { profileId })).run;
    const bundleOf = ({ runId }: Run) =>
      eventually(`the bundle of ${runId}`, async () => {
        const path = `/evidence/bundles?runId=${runId}&pruned=any`;
        return (await responder.get<Page<EvidenceBundle>>(path)).body.items[0];
      });
    const { bundleId, digest } = await bundleOf(held);
    expect(digest).toBe(held.bundle?.sha256 ?? '');
    await bundleOf(free);

    const scope = { type: 'bundle', bundleIds: [bundleId] };
    const draft = { name: 'Payment outage', caseId: 'CASE-7', scope, reviewAt: '2099-01-01T00:00:00.000Z' };
    const hold = await responder.post<Hold>('/evidence/holds', draft, { reason });
    expect(hold.status).withContext(JSON.stringify(hold.body)).toBe(201);

    const remove = ({ runId }: Run) => admin.delete<Run>(`/api/export/runs/${runId}/bundle`, { reason: 'Storage' });
    const refused = await admin.refused(remove(held));
    expect([refused.status, refused.code]).toEqual([409, 'ERR_HELD']);
    expect(refused.message).toContain('Payment outage');
    const shown = (await operator.get<Run>(`/api/export/runs/${held.runId}`)).body;
    expect([shown.status, shown.heldBy]).toEqual(['succeeded', [{ holdId: hold.body.holdId, name: 'Payment outage' }]]);

    const deleted = await remove(free);
    expect([deleted.status, deleted.body.status]).toEqual([200, 'expired']);
    await eventually('the pruning', async () => (await bundleOf(free)).prunedAt ?? undefined);
    const timeline = await responder.get<Page<TimelineEvent>>('/evidence/timeline?sort=seq&limit=200');
    const kinds = timeline.body.items.map(({ kind }) => kind);
    for (const kind of ['profile.changed', 'export.run.submitted', 'export.run.succeeded', 'evidence.ingested']) {
      expect(kinds).toContain(kind);
    }
    expect(kinds.slice(-2)).toEqual(['export.run.expired', 'evidence.pruned']);
    const { body } = await responder.get<TimelineVerification>('/evidence/timeline/verify');
    expect(body.verdict).toBe('passed');
  });
});
