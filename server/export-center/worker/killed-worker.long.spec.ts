import { expectToSurvive, expectToSurviveKillsAfter } from './testing/killed-run.ts';

/** From a fixed seed, so that a failure can be repeated (Park and Miller's generator). */
function randomParts(count: number): number[] {
  let state = 20_261_122;
  return Array.from({ length: count }, () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647);
}

const deaths = ['plan', 'collect', 'build', 'made', 'sign', 'verify', 'distribute', 'stored'];

describe('a run whose workers are killed', () => {
  it('at every place ends as an undisturbed one does', async () => {
    await expectToSurvive(deaths, { waitForLeases: true });
  }, 600_000);

  it('at twenty random moments ends as an undisturbed one does, and leaves nothing behind', async () => {
    await expectToSurviveKillsAfter(randomParts(20));
  }, 1_800_000);
});

for (const encryption of ['age', 'aes-gcm'] as const) {
  describe(`a run encrypted with ${encryption} whose workers are killed`, () => {
    it('at every place has each encrypted file and each signature made once', async () => {
      await expectToSurvive(deaths, { encryption, changesMachine: true });
    }, 600_000);

    it('at ten random moments ends as an undisturbed one does, and leaves nothing behind', async () => {
      await expectToSurviveKillsAfter(randomParts(10), { encryption });
    }, 1_200_000);
  });
}
