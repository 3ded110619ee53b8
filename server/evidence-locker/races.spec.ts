import { describeLocker } from './testing/describe-locker.ts';
import { HoldRace } from './testing/hold-race.ts';

describeLocker('a hold racing deletions', (locker) => {
  it('lets no claim stand beside it (50 claimers, one bundle)', async () => {
    await new HoldRace(await locker().tenant(), { bundles: 1, claimersEach: 50, seed: 1 }).run();
  });

  it('lets no claim stand beside it (25 bundles, two claimers each)', async () => {
    await new HoldRace(await locker().tenant(), { bundles: 25, claimersEach: 2, seed: 2 }).run();
  });

  // One claimer alone leaves the moments between its claims, in which a hold need not wait.
  it('lets no claim stand beside it (one claimer, 40 times)', async () => {
    for (let seed = 1; seed <= 40; seed++) {
      await new HoldRace(await locker().tenant(), { bundles: 1, claimersEach: 1, seed }).run();
    }
  });
});
