import { describeLocker } from '../testing/describe-locker.ts';
import { runIdOf } from '../testing/trial-tenant.ts';

describeLocker('the event stream', (locker) => {
  it('tells what happened to the tenant, and to no other', async () => {
    const [tenant, other] = [await locker().tenant(), await locker().tenant()];
    const bundle = await tenant.register(1);
    await other.register(2);
    const { body: claim } = await tenant.claim(bundle);
    await tenant.endClaim(claim.claimId, 'deleted');
    await tenant.register(3);
    const { body: hold } = await tenant.place({ type: 'run', runIds: [runIdOf(3)] });

    const over = new AbortController();
    let text = '';
    for await (const chunk of tenant.viewer.events('/evidence/events?lastEventId=0', over.signal)) {
      text += chunk;
      if (text.includes('"active"')) break;
    }
    over.abort();
    expect(text.match(/(?<=event: ).*/g)).toEqual([
      'bundle.registered',
      'bundle.pruned',
      'bundle.registered',
      'hold.changed',
      'hold.changed',
    ]);
    expect(text.match(/(?<=id: ).*/g)?.slice(1)).toEqual(['1', '2', '3', '4', '5']);
    const last = JSON.parse(text.match(/(?<=data: ).*/g)?.at(-1) ?? '{}') as unknown;
    expect(last).toEqual({ holdId: hold.holdId, name: hold.name, state: 'active' });
  });
});
