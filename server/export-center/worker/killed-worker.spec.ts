import { expectToSurvive } from './testing/killed-run.ts';

// On a database that several processes can share a death is noticed only when its lease has ended: there one must do.
const deaths = process.env['TEST_DATABASE_URL'] ? ['sign'] : ['build', 'stored'];

describe('a run whose worker is killed', () => {
  it(`at ${deaths.join(', ')} ends as an undisturbed one does, with one bundle and nothing left behind`, async () => {
    await expectToSurvive(deaths);
  }, 180_000);
});
