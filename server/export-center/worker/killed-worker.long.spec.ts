import { expectToSurvive } from './testing/killed-run.ts';

const deaths = ['plan', 'collect', 'build', 'sign', 'verify', 'distribute', 'stored'];

describe('a run whose workers are killed', () => {
  it('at every place ends as an undisturbed one does', async () => {
    await expectToSurvive(deaths);
  }, 600_000);
});
