import type { Hold } from '../../contracts/evidence-locker/hold.ts';
import type { Page } from '../../contracts/lists.ts';
import { describeLocker } from '../testing/describe-locker.ts';
import { registrationOf, runIdOf, type TrialTenant } from '../testing/trial-tenant.ts';

const minute = 60_000;

describeLocker('prune claims', (locker) => {
  it('are refused by name of every hold on the bytes', async () => {
    const tenant = await locker().tenant();
    const bundle = await tenant.register(1);
    const { body: first } = await tenant.place({ type: 'digest', digest: bundle.digest }, { name: 'Outage' });
    const { body: second } = await tenant.place({ type: 'run', runIds: [runIdOf(1)] }, { name: 'Audit' });
    const error = await tenant.exporter.refused(tenant.claim(bundle));
    expect(error).toEqual(jasmine.objectContaining({ status: 409, code: 'ERR_HELD' }));
    expect(error.message).toContain(`“Outage” (${first.holdId}), “Audit” (${second.holdId})`);
    expect(error.details).toEqual([
      { path: `hold.${first.holdId}`, message: 'Outage' },
      { path: `hold.${second.holdId}`, message: 'Audit' },
    ]);
  });

  it('are refused where another run refers to the same bytes under a hold', async () => {
    const tenant = await locker().tenant();
    const held = await tenant.register(1);
    const other = await tenant.register(2, { digest: held.digest });
    await tenant.place({ type: 'bundle', bundleIds: [held.bundleId] });
    expect((await tenant.claim(other)).status).toBe(409);
  });

  it('are refused for what is not registered', async () => {
    const tenant = await locker().tenant();
    const { digest, runId } = registrationOf(1);
    const error = await tenant.exporter.refused(
      tenant.exporter.post('/evidence/prune-claims', { digest, runId, reason: 'retention' }),
    );
    expect(error.status).toBe(404);
    expect(error.message).toContain('not registered');
  });

  it('that end in a deletion mark the bundle, once', async () => {
    const tenant = await locker().tenant();
    const bundle = await tenant.register(1);
    const { body: claim } = await tenant.claim(bundle);
    expect(Date.parse(claim.expiresAt) - Date.now()).toBeGreaterThan(50_000);
    expect(await tenant.endClaim(claim.claimId, 'deleted')).toBe(204);
    expect(await tenant.endClaim(claim.claimId, 'deleted')).toBe(204);
    expect(await tenant.endClaim(claim.claimId, 'abandoned')).toBe(204);

    expect((await tenant.bundle(bundle.bundleId)).prunedAt).not.toBeNull();
    const pruned = await tenant.timeline('&kind=evidence.pruned');
    expect(pruned.length).toBe(1);
    expect(pruned[0]).toEqual(
      jasmine.objectContaining({ subject: bundle.bundleId, actor: 'export-center', reason: 'retention' }),
    );
    expect((await tenant.register(1)).prunedAt)
      .withContext('registered again')
      .not.toBeNull();
  });

  it('that are abandoned leave the bundle', async () => {
    const tenant = await locker().tenant();
    const bundle = await tenant.register(1);
    const { body: claim } = await tenant.claim(bundle);
    await tenant.endClaim(claim.claimId, 'abandoned');
    await tenant.endClaim(claim.claimId, 'deleted');
    expect((await tenant.bundle(bundle.bundleId)).prunedAt).toBeNull();
  });

  it('of another tenant do not exist', async () => {
    const [tenant, other] = [await locker().tenant(), await locker().tenant()];
    const { body: claim } = await tenant.claim(await tenant.register(1));
    expect(await other.endClaim(claim.claimId, 'deleted')).toBe(404);
    expect(await other.endClaim('claim-unknown1', 'deleted')).toBe(404);
  });

  it('are for service identities only', async () => {
    const tenant = await locker().tenant();
    const { digest, runId } = registrationOf(1);
    const { responder } = tenant;
    const error = await responder.refused(responder.post('/evidence/prune-claims', { digest, runId, reason: 'x' }));
    expect(error.code).toBe('ERR_SCOPE');
  });

  describe('open while a hold is being placed', () => {
    it('keep it placing, which refuses further claims, until they end', async () => {
      const tenant = await locker().tenant();
      const [going, staying] = [await tenant.register(1), await tenant.register(2)];
      const { body: claim } = await tenant.claim(going);
      const placed = tenant.place({ type: 'run', runIds: [runIdOf(1), runIdOf(2)] });
      const placing = await holdInPlacing(tenant);

      expect((await tenant.claim(staying)).status).toBe(409);
      expect((await tenant.claim(going)).status).toBe(409);
      await tenant.endClaim(claim.claimId, 'deleted');

      const { body: hold } = await placed;
      expect(hold.holdId).toBe(placing.holdId);
      expect(hold.state).toBe('active');
      expect(hold.items).toBe(1);
      expect(hold.alreadyGone.map(({ bundleId }) => bundleId)).toEqual([going.bundleId]);
    });

    it('leave everything to the hold when they are abandoned', async () => {
      const tenant = await locker().tenant();
      const bundle = await tenant.register(1);
      const claims = [(await tenant.claim(bundle)).body, (await tenant.claim(bundle)).body] as const;
      expect(claims[0].claimId).not.toBe(claims[1].claimId);
      const placed = tenant.place({ type: 'digest', digest: bundle.digest });
      const { holdId } = await holdInPlacing(tenant);
      await tenant.endClaim(claims[0].claimId, 'abandoned');
      expect((await tenant.hold(holdId)).state)
        .withContext('the other claim is open')
        .toBe('placing');
      await tenant.endClaim(claims[1].claimId, 'abandoned');
      expect((await placed).body).toEqual(jasmine.objectContaining({ state: 'active', items: 1, alreadyGone: [] }));
    });

    it('can leave nothing to hold, and the hold says so', async () => {
      const tenant = await locker().tenant();
      const bundle = await tenant.register(1);
      const { body: claim } = await tenant.claim(bundle);
      const placed = tenant.place({ type: 'bundle', bundleIds: [bundle.bundleId] });
      await holdInPlacing(tenant);
      await tenant.endClaim(claim.claimId, 'deleted');
      const { body: hold } = await placed;
      expect(hold.state).toBe('failed');
      expect(hold.alreadyGone.map(({ bundleId }) => bundleId)).toEqual([bundle.bundleId]);
    });
  });

  describe('that expired without an end', () => {
    const sweepAfterGrace = () => locker().locker.expiredClaims.sweep(new Date(Date.now() + 2 * minute));

    it('stay open for the grace', async () => {
      const tenant = await locker().tenant();
      const bundle = await tenant.register(1);
      await tenant.claim(bundle);
      await locker().locker.expiredClaims.sweep(new Date(Date.now() + minute + 5_000));
      expect((await tenant.bundle(bundle.bundleId)).prunedAt).toBeNull();
    });

    it('are ended as deleted where the object is gone', async () => {
      const tenant = await locker().tenant();
      const bundle = await tenant.register(1);
      const { body: claim } = await tenant.claim(bundle);
      await sweepAfterGrace();
      expect((await tenant.bundle(bundle.bundleId)).prunedAt).not.toBeNull();
      const [event] = await tenant.timeline('&kind=evidence.pruned');
      expect(event).toEqual(jasmine.objectContaining({ actor: 'evidence-locker' }));
      expect(event?.payload).toEqual(jasmine.objectContaining({ outcome: 'found-deleted' }));
      expect(await tenant.endClaim(claim.claimId, 'deleted')).toBe(204);
      expect((await tenant.timeline('&kind=evidence.pruned')).length).toBe(1);
    });

    it('settle the hold that waited, by what the object store shows', async () => {
      const tenant = await locker().tenant();
      const bundle = await tenant.register(1, { objectRef: `bundles/${tenant.name}` });
      locker().objects.add(bundle.objectRef);
      await tenant.claim(bundle);
      const placed = tenant.place({ type: 'digest', digest: bundle.digest });
      await holdInPlacing(tenant);
      await sweepAfterGrace();
      expect((await placed).body).toEqual(jasmine.objectContaining({ state: 'active', items: 1, alreadyGone: [] }));
    });

    it('give way to a claimer who says late that it did delete', async () => {
      const tenant = await locker().tenant();
      const bundle = await tenant.register(1, { objectRef: `bundles/${tenant.name}` });
      locker().objects.add(bundle.objectRef);
      const { body: claim } = await tenant.claim(bundle);
      await sweepAfterGrace();
      expect((await tenant.bundle(bundle.bundleId)).prunedAt).toBeNull();
      await tenant.endClaim(claim.claimId, 'deleted');
      expect((await tenant.bundle(bundle.bundleId)).prunedAt).not.toBeNull();
    });
  });

  /** Resolves when the tenant's hold has been committed and waits for claims, as its event tells. */
  async function holdInPlacing(tenant: TrialTenant): Promise<Hold> {
    const over = new AbortController();
    try {
      for await (const text of tenant.viewer.events('/evidence/events?lastEventId=0', over.signal)) {
        if (text.includes('hold.changed')) break;
      }
      const { body } = await tenant.viewer.get<Page<Hold>>('/evidence/holds');
      expect(body.items.map(({ state }) => state)).toEqual(['placing']);
      return body.items[0]!;
    } finally {
      over.abort();
    }
  }
});
