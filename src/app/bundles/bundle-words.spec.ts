import { damaged, failedRun, notRun, passed, succeededRun } from '../testing/run-fixtures.ts';
import { stateOfBundle } from './bundle-words.ts';

describe('stateOfBundle', () => {
  const [problem] = damaged.problems;

  it('calls a bundle genuine only when every check has passed', () => {
    expect(stateOfBundle(succeededRun)).toBe('Genuine: every check passed');
    expect(stateOfBundle({ ...succeededRun, verification: notRun })).toContain('Not fully verified');
    expect(stateOfBundle({ ...succeededRun, verification: { ...passed, import: 'not-run' } })).toContain(
      'Not fully verified',
    );
    expect(stateOfBundle({ ...succeededRun, verification: { ...passed, signature: 'stale' } })).toContain(
      'out of date',
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
