import { casesNamed, knownCases } from './known-cases.ts';

describe('A name of a benchmark', () => {
  it('stands for itself or for all of a folder', () => {
    const known = ['bff/download', 'bff/json', 'start'];

    expect(casesNamed('start', known)).toEqual(['start']);
    expect(casesNamed('bff', known)).toEqual(['bff/download', 'bff/json']);
    expect(casesNamed('bff/json', known)).toEqual(['bff/json']);
    expect(casesNamed('bf', known)).toEqual([]);
  });

  it('is the name of its file', () => {
    expect(knownCases()).toContain('start');
    expect(knownCases()).toContain('bff/json');
  });
});
