import { specFilesOf } from './database-specs.ts';

describe('The parts of the server specs', () => {
  const pattern = '{server,scripts}/**/*.spec.ts';
  const [database, other] = [specFilesOf('database', pattern), specFilesOf('other', pattern)];

  it('have every spec file once', () => {
    expect(database.filter((file) => other.includes(file))).toEqual([]);
    expect([...database, ...other]).toContain('scripts/server-specs/database-specs.spec.ts');
  });

  it('know which specs open a database, by themselves or through what they import', () => {
    expect(database).toContain('server/kernel/database/database.spec.ts');
    expect(database).toContain('server/export-center/runs/submission.spec.ts');
    expect(database).toContain('server/bff/security/sign-in.spec.ts');
    expect(other).toContain('server/kernel/repeat.spec.ts');
  });
});
