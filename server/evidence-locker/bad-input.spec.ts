import type { HoldScope } from '../contracts/evidence-locker/hold.ts';
import { describeLocker } from './testing/describe-locker.ts';
import type { Answered } from './testing/locker-caller.ts';
import { holdDraftOf, registrationOf, runIdOf, type TrialTenant } from './testing/trial-tenant.ts';

type Attempt = (tenant: TrialTenant) => Promise<Answered<unknown>>;

const scope: HoldScope = { type: 'run', runIds: [runIdOf(1)] };
const megabyte = 'n'.repeat(1_000_000);

const place =
  (change: object): Attempt =>
  ({ responder }) =>
    responder.post('/evidence/holds', { ...holdDraftOf(scope), ...change }, { reason: 'why' });
const register =
  (change: object): Attempt =>
  ({ exporter }) =>
    exporter.post('/evidence/bundles', { ...registrationOf(1), ...change });
const read =
  (path: string): Attempt =>
  ({ viewer }) =>
    viewer.get(path);

/** What is sent, and the path of the first detail that answers it. */
const refusals: Readonly<Record<string, readonly [Attempt, string]>> = {
  'a field that is not known': [place({ colour: 'red' }), 'colour'],
  'a hold without a case': [place({ caseId: undefined }), 'caseId'],
  'a name of one megabyte': [place({ name: megabyte.slice(0, 900_000) }), 'name'],
  'a name of blanks': [place({ name: '   ' }), 'name'],
  'a name with a null character': [place({ name: 'a\u0000b' }), 'name'],
  'a name with half a character': [place({ name: 'a\ud800b' }), 'name'],
  'a name that is a list': [place({ name: ['a'] }), 'name'],
  'a scope of another kind': [place({ scope: { type: 'planet' } }), 'scope.type'],
  'a scope without runs': [place({ scope: { type: 'run', runIds: [] } }), 'scope.runIds'],
  'a run id that is none': [place({ scope: { type: 'run', runIds: ["'; drop table"] } }), 'scope.runIds.0'],
  'a review on no day': [place({ reviewAt: '2099-02-30T00:00:00.000Z' }), 'reviewAt'],
  'a digest in capitals': [register({ digest: `sha256:${'A'.repeat(64)}` }), 'digest'],
  'a size below nothing': [register({ bytes: -1 }), 'bytes'],
  'a size in words': [register({ bytes: '12' }), 'bytes'],
  'a file name with a null character': [register({ fileName: 'a\u0000' }), 'fileName'],
  'a parameter that is not known': [read('/evidence/bundles?colour=red'), 'query.colour'],
  'a limit of nothing': [read('/evidence/bundles?limit=0'), 'query.limit'],
  'a sort by something else': [read('/evidence/holds?sort=name'), 'query.sort'],
  'a cursor of noise': [read('/evidence/holds?cursor=noise'), 'query.cursor'],
};

describeLocker('bad input', (locker) => {
  for (const [what, [attempt, path]] of Object.entries(refusals)) {
    it(`is refused, named and changes nothing: ${what}`, async () => {
      const tenant = await locker().tenant();
      const error = await tenant.viewer.refused(attempt(tenant));
      expect(error).toEqual(jasmine.objectContaining({ status: 400, code: 'ERR_VALIDATION' }));
      expect(error.details[0]?.path).toBe(path);
      expect(error.message.length).toBeLessThan(400);
      expect(await tenant.timeline()).toEqual([]);
    });
  }

  it('is refused where a body is no JSON, or too large', async () => {
    const { responder } = await locker().tenant();
    const broken = await responder.refused(responder.post('/evidence/holds', '{"name":', { reason: 'why' }));
    expect(broken.code).toBe('ERR_VALIDATION');
    const large = JSON.stringify(holdDraftOf(scope, { name: megabyte + megabyte }));
    const refused = await responder.refused(responder.post('/evidence/holds', large, { reason: 'why' }));
    expect(refused.code).toBe('ERR_TOO_LARGE');
  });

  it('is a 404 where an id can be the name of nothing', async () => {
    const { viewer } = await locker().tenant();
    for (const path of ['/evidence/bundles/..%2f', '/evidence/holds/hold-x', '/evidence/holds/hold-unknown1']) {
      expect((await viewer.refused(viewer.get(path))).status)
        .withContext(path)
        .toBe(404);
    }
  });

  it('is refused as a cursor that belongs to another tenant, filter or sort, or was tampered with', async () => {
    const [tenant, other] = [await locker().tenant(), await locker().tenant()];
    for (const number of [1, 2, 3]) await tenant.register(number);
    const { body } = await tenant.viewer.get<{ nextCursor: string }>('/evidence/bundles?limit=1');
    const { nextCursor } = body;
    const [bound, , id] = JSON.parse(Buffer.from(nextCursor, 'base64url').toString()) as string[];
    const damaged = Buffer.from(JSON.stringify([bound, 'never', id])).toString('base64url');
    for (const call of [
      other.viewer.get(`/evidence/bundles?limit=1&cursor=${nextCursor}`),
      tenant.viewer.get(`/evidence/bundles?limit=1&sort=createdAt&cursor=${nextCursor}`),
      tenant.viewer.get(`/evidence/bundles?limit=1&held=true&cursor=${nextCursor}`),
      tenant.viewer.get(`/evidence/bundles?limit=1&cursor=${damaged}`),
    ]) {
      expect((await tenant.viewer.refused(call)).details.map(({ path }) => path)).toEqual(['query.cursor']);
    }
    expect((await tenant.viewer.get(`/evidence/bundles?limit=2&cursor=${nextCursor}`)).status).toBe(200);
  });
});
