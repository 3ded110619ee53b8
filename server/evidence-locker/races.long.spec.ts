import { describeLocker } from './testing/describe-locker.ts';
import { HoldRace } from './testing/hold-race.ts';

describeLocker('many holds racing many deletions', (locker) => {
  it('let no claim stand beside them, in any order', async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const options = { bundles: 1 + (seed % 20), claimersEach: 1 + (seed % 3), holds: 1 + (seed % 4), seed };
      await new HoldRace(await locker().tenant(), options).run();
    }
  }, 300_000);

  it('let no claim stand beside them, with ten tenants at a time', async () => {
    const tenants = await Promise.all(Array.from({ length: 10 }, () => locker().tenant()));
    const races = tenants.map((tenant, seed) => new HoldRace(tenant, { bundles: 10, claimersEach: 2, holds: 3, seed }));
    await Promise.all(races.map((race) => race.run()));
  }, 300_000);
});
