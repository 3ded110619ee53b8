import { damaged, failedRun, notRun, passed, succeededRun } from '../testing/run-fixtures.ts';
import { stateOfBundle } from './bundle-words.ts';

describe('stateOfBundle', () => {
  const [problem] = damaged.problems;

  it('calls a bundle genuine only when every check has passed', () => {
    expect(stateOfBundle(succeededRun)).toBe('Genuine: every check passed');
    expect(stateOfBundle({ ...succeededRun, verification: notRun })).toBe('Not verified: no check has run');
    expect(stateOfBundle({ ...succeededRun, verification: { ...passed, signature: 'stale' } })).toContain(
      'out of date',
    );
  });

  it('names the checks that did not run, and why where all have one reason', () => {
    expect(stateOfBundle({ ...succeededRun, verification: { ...passed, import: 'not-run' } })).toBe(
      'Every check that ran passed; not run: import check',
    );
    const strict = { ...passed, provenance: 'not-run', notRun: { provenance: 'encrypted' } } as const;
    expect(stateOfBundle({ ...succeededRun, verification: strict })).toBe(
      'Every check passed but provenance: encrypted',
    );
  });

  it('names the damaged file', () => {
    expect(stateOfBundle({ ...succeededRun, verification: damaged })).toBe('Damaged: data/raw/vex/v0.jsonl.zst');
    const [other, third] = ['export.json', ''].map((path) => ({ ...problem!, path }));
    const more = { ...damaged, problems: [problem!, problem!, other!, third!] };
    expect(stateOfBundle({ ...succeededRun, verification: more })).toBe(
      'Damaged: data/raw/vex/v0.jsonl.zst and 2 more',
    );
    const whole = { ...damaged, problems: [{ path: '', reason: 'damaged-archive' }] };
    expect(stateOfBundle({ ...succeededRun, verification: whole })).toBe('Damaged: the bundle file');
  });

  it('says that there is none, or none any more', () => {
    expect(stateOfBundle(failedRun)).toBe('This run has no bundle');
    expect(stateOfBundle({ ...succeededRun, status: 'expired' })).toContain('Deleted');
  });
});
