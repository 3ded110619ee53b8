import { claimsAgainstHold } from './testing/claims-against-hold.ts';
import { describeLocker } from './testing/describe-locker.ts';

describeLocker('a hold racing deletions', (locker) => {
  it('never says that it covers what a granted claim deleted (50 claims, one bundle)', async () => {
    await claimsAgainstHold(await locker().tenant(), { bundles: 1, claimsEach: 50, seed: 1 });
  });

  it('never says that it covers what a granted claim deleted (25 bundles, two claims each)', async () => {
    await claimsAgainstHold(await locker().tenant(), { bundles: 25, claimsEach: 2, seed: 2 });
  });
});
