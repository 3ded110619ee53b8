import { proveGuardLines } from './prove.ts';

describe('Each guard line of security.md', () => {
  it('is missed by a spec when it is gone', async () => {
    const proofs = await proveGuardLines();
    const others = proofs.filter(({ result }) => result !== 'missed');
    expect(others.map(({ line, result }) => `${result}: ${line.against}, ${line.file}`)).toEqual([]);
  }, 3_600_000);
});
