import { expectToSurvive } from './testing/killed-run.ts';

// On a database that several processes can share a death is noticed only when the lease has ended: there one must do.
const isShared = process.env['TEST_DATABASE_URL'] !== undefined;
const deaths = isShared ? ['made'] : ['made', 'stored'];

describe('an encrypted run whose worker is killed', () => {
  it(`once it is ${deaths.join(' and ')} ends as an undisturbed one does, with everything encrypted and signed once`, async () => {
    await expectToSurvive(deaths, { encryption: 'age', changesMachine: true, waitForLeases: isShared });
  }, 180_000);
});
