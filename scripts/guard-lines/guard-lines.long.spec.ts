import { proveGuardLines } from './prove.ts';

describe('Each guard line of security.md', () => {
  it('is missed by a spec when it is gone', async () => {
    const proofs = await proveGuardLines();
    const unmissed = proofs.filter(({ noticedBy }) => noticedBy === undefined);
    expect(unmissed.map(({ line }) => `${line.against}, ${line.file}`)).toEqual([]);
  }, 3_600_000);
});
