import { randomUUID } from 'node:crypto';
import type { Hold, HoldPreview, HoldScope } from '../../contracts/evidence-locker/hold.ts';
import type { Page } from '../../contracts/lists.ts';
import { describeLocker } from '../testing/describe-locker.ts';
import { holdDraftOf, registrationOf, runIdOf } from '../testing/trial-tenant.ts';

describeLocker('holds', (locker) => {
  it('protect at once, with who placed them and why', async () => {
    const tenant = await locker().tenant();
    const bundle = await tenant.register(1);
    const { status, body: hold } = await tenant.place(
      { type: 'bundle', bundleIds: [bundle.bundleId] },
      { expiresAt: '2099-06-01T00:00:00.000Z' },
      { reason: 'Überprüfung №1', ticket: 'INC-42' },
    );

    expect(status).toBe(201);
    expect(hold.holdId).toMatch(/^hold-[a-z2-9]{12}$/);
    expect(hold).toEqual({
      ...hold,
      name: 'Payment outage',
      caseId: 'CASE-7',
      reason: 'Überprüfung №1',
      ticket: 'INC-42',
      state: 'active',
      reviewAt: '2099-01-01T00:00:00.000Z',
      expiresAt: '2099-06-01T00:00:00.000Z',
      items: 1,
      bytes: bundle.bytes,
      alreadyGone: [],
      createdBy: 'responder',
    });
    expect(await tenant.hold(hold.holdId)).toEqual(hold);
    expect((await tenant.bundle(bundle.bundleId)).heldBy).toEqual([{ holdId: hold.holdId, name: hold.name }]);
  });

  it('stand in the timeline, with the bundles that they cover', async () => {
    const tenant = await locker().tenant();
    const bundle = await tenant.register(1);
    const { body: hold } = await tenant.place({ type: 'run', runIds: [runIdOf(1)] }, {}, { ticket: 'INC-1' });
    const event = (await tenant.timeline('&kind=replay.hold.created'))[0]!;
    expect(event).toEqual(
      jasmine.objectContaining({ subject: hold.holdId, actor: 'responder', reason: 'Court order 17', ticket: 'INC-1' }),
    );
    expect(event.payload).toEqual(
      jasmine.objectContaining({
        name: hold.name,
        bundles: [{ bundleId: bundle.bundleId, digest: bundle.digest, prunedAt: null }],
      }),
    );
  });

  it('that would cover nothing are refused', async () => {
    const tenant = await locker().tenant();
    const scopes: HoldScope[] = [
      { type: 'run', runIds: [runIdOf(77)] },
      { type: 'digest', digest: registrationOf(77).digest },
    ];
    for (const scope of scopes) {
      const error = await tenant.responder.refused(tenant.place(scope));
      expect(error).toEqual(jasmine.objectContaining({ status: 409, code: 'ERR_HOLD_EMPTY' }));
    }
    expect(await tenant.timeline()).toEqual([]);
  });

  it('whose bundles are all pruned are refused by name of what is gone', async () => {
    const tenant = await locker().tenant();
    const bundle = await tenant.register(1);
    await tenant.endClaim((await tenant.claim(bundle)).body.claimId, 'deleted');
    const error = await tenant.responder.refused(tenant.place({ type: 'bundle', bundleIds: [bundle.bundleId] }));
    expect(error.code).toBe('ERR_HOLD_EMPTY');
    expect(error.details[0]?.message).toContain(bundle.fileName);
  });

  it('list what had gone before', async () => {
    const tenant = await locker().tenant();
    const [gone, kept] = [await tenant.register(1), await tenant.register(2)];
    await tenant.endClaim((await tenant.claim(gone)).body.claimId, 'deleted');
    const { body: hold } = await tenant.place({ type: 'run', runIds: [runIdOf(1), runIdOf(2)] });
    const { prunedAt } = await tenant.bundle(gone.bundleId);
    expect(hold.items).toBe(1);
    expect(hold.bytes).toBe(kept.bytes);
    expect(hold.alreadyGone).toEqual([{ bundleId: gone.bundleId, fileName: gone.fileName, prunedAt: prunedAt! }]);
    expect((await tenant.bundle(gone.bundleId)).heldBy).toEqual([]);
  });

  it('name each bundle that the tenant does not have', async () => {
    const [tenant, other] = [await locker().tenant(), await locker().tenant()];
    const [mine, foreign] = [await tenant.register(1), await other.register(1)];
    const bundleIds = [mine.bundleId, foreign.bundleId, 'bndl-unknown1'];
    for (const refusal of [
      tenant.place({ type: 'bundle', bundleIds }),
      tenant.responder.post('/evidence/holds/preview', { scope: { type: 'bundle', bundleIds } }),
    ]) {
      const error = await tenant.responder.refused(refusal);
      expect(error.code).toBe('ERR_VALIDATION');
      expect(error.details.map(({ path }) => path)).toEqual(['scope.bundleIds.1', 'scope.bundleIds.2']);
      expect(error.details[1]?.message).toContain('bndl-unknown1');
    }
  });

  it('need a review to come and end no earlier than it', async () => {
    const tenant = await locker().tenant();
    await tenant.register(1);
    const scope: HoldScope = { type: 'run', runIds: [runIdOf(1)] };
    const past = await tenant.responder.refused(tenant.place(scope, { reviewAt: '2020-01-01T00:00:00.000Z' }));
    expect(past.details.map(({ path }) => path)).toEqual(['reviewAt']);
    const early = await tenant.responder.refused(tenant.place(scope, { expiresAt: '2098-12-31T00:00:00.000Z' }));
    expect(early.details.map(({ path }) => path)).toEqual(['expiresAt']);
    expect((await tenant.place(scope, { expiresAt: '2099-01-01T00:00:00.000Z' })).status).toBe(201);
  });

  it('need a reason, an idempotency key and the right', async () => {
    const tenant = await locker().tenant();
    await tenant.register(1);
    const draft = holdDraftOf({ type: 'run', runIds: [runIdOf(1)] });
    const { responder, viewer } = tenant;
    expect((await responder.refused(responder.post('/evidence/holds', draft))).code).toBe(
      'ERR_OPERATOR_REASON_REQUIRED',
    );
    const noKey = await responder.refused(
      responder.post('/evidence/holds', draft, { reason: 'why', key: 'not a uuid' }),
    );
    expect(noKey.details.map(({ path }) => path)).toEqual(['header.idempotency-key']);
    const noRight = await viewer.refused(viewer.post('/evidence/holds', draft, { reason: 'why' }));
    expect(noRight).toEqual(jasmine.objectContaining({ status: 403, code: 'ERR_SCOPE' }));
    expect(noRight.message).toContain('evidence:hold');
  });

  it('are placed once a key', async () => {
    const tenant = await locker().tenant();
    await tenant.register(1);
    const scope: HoldScope = { type: 'run', runIds: [runIdOf(1)] };
    const key = randomUUID();
    const first = await tenant.place(scope, {}, { key });
    const again = await tenant.place(scope, {}, { key });
    expect(again).toEqual(first);
    expect((await tenant.responder.refused(tenant.place(scope, { name: 'Another' }, { key }))).code).toBe(
      'ERR_IDEMPOTENCY',
    );
    const { body } = await tenant.viewer.get<Page<Hold>>('/evidence/holds');
    expect(body.total).toBe(1);
  });

  it('placed by a call that crashed before its answer are found by the repeated call', async () => {
    const tenant = await locker().tenant();
    await tenant.register(1);
    const actor = {
      tenant: tenant.name,
      subject: 'responder',
      displayName: 'R',
      traceId: 't',
      reason: 'why',
      ticket: null,
    };
    const placement = {
      actor,
      draft: holdDraftOf({ type: 'run', runIds: [runIdOf(1)] }),
      placementKey: randomUUID(),
      signal: new AbortController().signal,
    };
    const { holds } = locker().locker;
    const first = await holds.place(placement);
    expect((await holds.place(placement)).holdId).toBe(first.holdId);
    const other = { ...placement, draft: { ...placement.draft, caseId: 'CASE-8' } };
    await expectAsync(holds.place(other)).toBeRejectedWith(jasmine.objectContaining({ code: 'ERR_IDEMPOTENCY' }));
  });

  it('are previewed: how many, how large, how many held already, what is due', async () => {
    const tenant = await locker().tenant();
    const soon = new Date(Date.now() + 86_400_000).toISOString();
    const [first, second] = [await tenant.register(1), await tenant.register(2, { purgeAfter: soon })];
    await tenant.place({ type: 'bundle', bundleIds: [first.bundleId] });
    const scope = { type: 'run', runIds: [runIdOf(1), runIdOf(2), runIdOf(3)] };
    const { body: preview } = await tenant.responder.post<HoldPreview>('/evidence/holds/preview', { scope });

    expect(preview).toEqual({
      ...preview,
      items: 2,
      bytes: first.bytes + second.bytes,
      newlyHeld: 1,
      alreadyHeld: 1,
    });
    expect(preview.dueSoon.map(({ bundleId }) => bundleId)).toEqual([second.bundleId]);
    expect(preview.samples.map(({ bundleId }) => bundleId)).toEqual([second.bundleId, first.bundleId]);

    await tenant.register(3);
    const { body: later } = await tenant.responder.post<HoldPreview>('/evidence/holds/preview', { scope });
    expect(later.digest).not.toBe(preview.digest);
  });

  it('have an empty preview where nothing matches', async () => {
    const tenant = await locker().tenant();
    const scope = { type: 'run', runIds: [runIdOf(9)] };
    const { status, body } = await tenant.responder.post<HoldPreview>('/evidence/holds/preview', { scope });
    expect(status).toBe(200);
    expect(body).toEqual(jasmine.objectContaining({ items: 0, bytes: 0, newlyHeld: 0, dueSoon: [], samples: [] }));
  });

  it('are listed by review, state and text, page by page', async () => {
    const tenant = await locker().tenant();
    await tenant.register(1);
    const scope: HoldScope = { type: 'run', runIds: [runIdOf(1)] };
    for (const [index, name] of ['Alpha', 'Beta', 'Gamma'].entries()) {
      const { status } = await tenant.place(scope, { name, reviewAt: `20${90 - index}-01-01T00:00:00.000Z` });
      expect(status).toBe(201);
    }
    const names = async (query: string): Promise<string[]> => {
      const { body } = await tenant.viewer.get<Page<Hold>>(`/evidence/holds?${query}`);
      return body.items.map(({ name }) => name);
    };
    expect(await names('sort=createdAt')).toEqual(['Alpha', 'Beta', 'Gamma']);
    expect(await names('sort=reviewAt')).toEqual(['Gamma', 'Beta', 'Alpha']);
    expect(await names('sort=reviewAt&search=ALPH')).toEqual(['Alpha']);
    expect(await names('search=CASE-7&limit=2')).toEqual(['Gamma', 'Beta']);
    expect(await names('state=released&state=placing')).toEqual([]);
    const { body: first } = await tenant.viewer.get<Page<Hold>>('/evidence/holds?limit=2');
    expect(first.total).toBe(3);
    expect(await names(`limit=2&cursor=${first.nextCursor!}`)).toEqual(['Alpha']);
  });

  it('of another tenant do not exist', async () => {
    const [tenant, other] = [await locker().tenant(), await locker().tenant()];
    await tenant.register(1);
    await other.register(1);
    const { body: hold } = await tenant.place({ type: 'run', runIds: [runIdOf(1)] });
    const error = await other.viewer.refused(other.viewer.get(`/evidence/holds/${hold.holdId}`));
    expect(error).toEqual(jasmine.objectContaining({ status: 404, code: 'ERR_NOT_FOUND' }));
    expect((await other.claim(await other.register(1))).status).toBe(201);
  });
});
