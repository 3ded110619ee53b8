import { expectToSurvive, expectToSurviveKillsAfter } from './testing/killed-run.ts';

/** From a fixed seed, so that a failure can be repeated (Park and Miller's generator). */
function randomParts(count: number): number[] {
  let state = 20_261_122;
  return Array.from({ length: count }, () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647);
}

const deaths = ['plan', 'collect', 'build', 'sign', 'verify', 'distribute', 'stored'];

describe('a run whose workers are killed', () => {
  it('at every place ends as an undisturbed one does', async () => {
    await expectToSurvive(deaths);
  }, 600_000);

  it('at twenty random moments ends as an undisturbed one does, and leaves nothing behind', async () => {
    await expectToSurviveKillsAfter(randomParts(20));
  }, 1_800_000);
});
