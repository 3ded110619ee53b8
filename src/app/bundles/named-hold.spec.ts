import { namesOf, reasonAgainstDeletion } from './named-hold.ts';

describe('named holds', () => {
  const [one, other] = [
    { holdId: 'hold-1', name: 'Northwind v. Acme' },
    { holdId: 'hold-2', name: 'Audit 2026' },
  ];

  it('are named in one phrase', () => {
    expect(namesOf([one, other])).toBe('“Northwind v. Acme” and “Audit 2026”');
  });

  it('are the reason against a deletion', () => {
    expect(reasonAgainstDeletion([one])).toBe('Kept by the legal hold “Northwind v. Acme”. Release it first.');
  });

  it('are no reason while none is known: then the server decides', () => {
    expect(reasonAgainstDeletion([])).toBe('');
    expect(reasonAgainstDeletion(null)).toBe('');
    expect(reasonAgainstDeletion(undefined)).toBe('');
  });
});
