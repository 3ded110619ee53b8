import type { EvidenceBundle } from '../../contracts/evidence-locker/bundle.ts';
import type { Page } from '../../contracts/lists.ts';
import { describeLocker } from '../testing/describe-locker.ts';
import type { Answered } from '../testing/locker-caller.ts';
import { registrationOf, runIdOf } from '../testing/trial-tenant.ts';

describeLocker('bundles', (locker) => {
  it('are registered once, however often the Export Center says so', async () => {
    const tenant = await locker().tenant();
    const registered = await Promise.all(Array.from({ length: 8 }, () => tenant.register(1)));

    expect(new Set(registered.map((bundle) => bundle.bundleId)).size).toBe(1);
    expect(registered[0]!.bundleId).toMatch(/^bndl-[a-z2-9]{12}$/);
    expect((await tenant.timeline()).map((event) => event.kind)).toEqual(['evidence.ingested']);
    expect((await tenant.timeline())[0]).toEqual(
      jasmine.objectContaining({ subject: registered[0]!.bundleId, actor: 'export-center' }),
    );
  });

  it('answer with what was registered', async () => {
    const tenant = await locker().tenant();
    const { bundleId } = await tenant.register(2);
    const { runId, profileId, ...rest } = registrationOf(2);

    expect(await tenant.bundle(bundleId)).toEqual({
      ...rest,
      bundleId,
      tier: 'hot',
      source: { runId, profileId, scanId: null },
      prunedAt: null,
      heldBy: [],
    });
  });

  it('of the same bytes and another run are another reference', async () => {
    const tenant = await locker().tenant();
    const first = await tenant.register(1);
    const second = await tenant.register(2, { digest: first.digest, objectRef: first.objectRef });
    expect(second.bundleId).not.toBe(first.bundleId);
  });

  it('are covered from their registration by a hold that named their run before', async () => {
    const tenant = await locker().tenant();
    await tenant.register(1);
    const { body: hold } = await tenant.place({ type: 'run', runIds: [runIdOf(1), runIdOf(2)] });
    expect(hold.items).toBe(1);

    const late = await tenant.register(2);
    expect(late.heldBy).toEqual([{ holdId: hold.holdId, name: hold.name }]);
    expect((await tenant.hold(hold.holdId)).items).toBe(2);
    expect((await tenant.claim(late)).status).toBe(409);
  });

  it('are covered from their registration by a hold on their digest', async () => {
    const tenant = await locker().tenant();
    const { digest } = await tenant.register(1);
    const { body: hold } = await tenant.place({ type: 'digest', digest });
    const other = await tenant.register(2, { digest });
    expect(other.heldBy.map(({ holdId }) => holdId)).toEqual([hold.holdId]);
    expect((await tenant.register(3)).heldBy).toEqual([]);
  });

  it('page through in any order, each once, with the total', async () => {
    const tenant = await locker().tenant();
    for (const number of [1, 2, 3, 4, 5]) await tenant.register(number);
    for (const [sort, order] of [
      ['createdAt', [1, 2, 3, 4, 5]],
      ['-createdAt', [5, 4, 3, 2, 1]],
      ['purgeAfter', [5, 4, 3, 2, 1]],
      ['-purgeAfter', [1, 2, 3, 4, 5]],
    ] as const) {
      const seen: (string | null)[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const { body }: Answered<Page<EvidenceBundle>> = await tenant.viewer.get(
          `/evidence/bundles?limit=2&sort=${sort}${cursor && `&cursor=${cursor}`}`,
        );
        expect(body.total).toBe(5);
        seen.push(...body.items.map((bundle) => bundle.source.runId));
        cursor = body.nextCursor;
      }
      expect(seen)
        .withContext(sort)
        .toEqual(order.map((number) => runIdOf(number)));
    }
  });

  it('are found by run, digest, text, hold and pruning', async () => {
    const tenant = await locker().tenant();
    const first = await tenant.register(1);
    const second = await tenant.register(2);
    await tenant.register(3, { fileName: '100%_raw.tar.zst' });
    await tenant.place({ type: 'bundle', bundleIds: [first.bundleId] });
    const { body: claim } = await tenant.claim(second);
    await tenant.endClaim(claim.claimId, 'deleted');
    const found = async (query: string): Promise<(string | null)[]> => {
      const { body } = await tenant.viewer.get<Page<EvidenceBundle>>(`/evidence/bundles?sort=createdAt&${query}`);
      expect(body.total).toBe(body.items.length);
      return body.items.map((bundle) => bundle.source.runId);
    };

    expect(await found('')).toEqual([runIdOf(1), runIdOf(3)]);
    expect(await found('pruned=any')).toEqual([runIdOf(1), runIdOf(2), runIdOf(3)]);
    expect(await found('pruned=true')).toEqual([runIdOf(2)]);
    expect(await found('held=true')).toEqual([runIdOf(1)]);
    expect(await found('held=false&pruned=any')).toEqual([runIdOf(2), runIdOf(3)]);
    expect(await found(`digest=${first.digest}`)).toEqual([runIdOf(1)]);
    expect(await found(`runId=${runIdOf(1)}&runId=${runIdOf(3)}`)).toEqual([runIdOf(1), runIdOf(3)]);
    expect(await found('kind=replay')).toEqual([]);
    expect(await found(`search=${encodeURIComponent('%_RAW')}`)).toEqual([runIdOf(3)]);
    expect(await found(`search=${encodeURIComponent('%')}`)).toEqual([runIdOf(3)]);
  });

  it('of another tenant do not exist', async () => {
    const [tenant, other] = [await locker().tenant(), await locker().tenant()];
    const bundle = await tenant.register(1);
    const path = `/evidence/bundles/${bundle.bundleId}`;
    expect(await other.viewer.refused(other.viewer.get(path))).toEqual(
      jasmine.objectContaining({ status: 404, code: 'ERR_NOT_FOUND' }),
    );
    const { body } = await other.viewer.get<Page<EvidenceBundle>>('/evidence/bundles?pruned=any');
    expect(body).toEqual({ items: [], nextCursor: null, total: 0 });
    const holdings = await other.exporter.get(`/evidence/holdings/${bundle.digest}`);
    expect(holdings.body).toEqual({ heldBy: [] });
  });

  it('tell the Export Center which holds protect a digest', async () => {
    const tenant = await locker().tenant();
    const bundle = await tenant.register(1);
    const { body: hold } = await tenant.place({ type: 'digest', digest: bundle.digest });
    const { body } = await tenant.exporter.get(`/evidence/holdings/${bundle.digest}`);
    expect(body).toEqual({ heldBy: [{ holdId: hold.holdId, name: hold.name }] });
  });
});
