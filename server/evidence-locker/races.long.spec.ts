import { describeLocker } from './testing/describe-locker.ts';
import { claimsAgainstHold } from './testing/claims-against-hold.ts';

describeLocker('many holds racing many deletions', (locker) => {
  it('never lose a bundle that one of them says it covers', async () => {
    for (let seed = 1; seed <= 40; seed++) {
      await claimsAgainstHold(await locker().tenant(), { bundles: 1 + (seed % 20), claimsEach: 5, holds: 4, seed });
    }
  }, 300_000);

  it('never lose one with ten tenants at a time', async () => {
    const tenants = await Promise.all(Array.from({ length: 10 }, () => locker().tenant()));
    await Promise.all(
      tenants.map((tenant, seed) => claimsAgainstHold(tenant, { bundles: 20, claimsEach: 4, holds: 3, seed })),
    );
  }, 300_000);
});
