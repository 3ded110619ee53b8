import { damaged, failedRun, notRun, pendingRun, runningRun, succeededRun } from '../testing/run-fixtures.ts';
import { stateOfRun, whyNoBundle, whyNoCounts, whyNoVerdict } from './run-words.ts';

describe('stateOfRun', () => {
  it('says what a run waits for, and where it is', () => {
    expect(stateOfRun(pendingRun)).toBe('Waiting for a worker');
    expect(stateOfRun({ ...pendingRun, attempt: 2 })).toBe('Waiting for attempt 2 of 3');
    expect(stateOfRun(runningRun)).toBe('Build, attempt 1 of 3');
  });

  it('says why and where a run failed', () => {
    expect(stateOfRun(failedRun)).toBe('It failed in Plan: Nothing to pack');
  });

  it('calls a bundle verified only when every check has passed', () => {
    expect(stateOfRun(succeededRun)).toBe('A signed and verified bundle of 652.1 KiB');
    expect(stateOfRun({ ...succeededRun, verification: notRun })).toContain('not verified');
    expect(stateOfRun({ ...succeededRun, verification: damaged })).toBe('The bundle of 652.1 KiB is damaged');
  });

  it('says that a bundle is gone', () => {
    expect(stateOfRun({ ...succeededRun, status: 'expired' })).toBe('Its bundle was deleted; the manifest is kept');
  });
});

describe('what stands in place of what is missing', () => {
  it('promises nothing once a run has ended', () => {
    expect(whyNoBundle(failedRun)).toContain('ended');
    expect(whyNoCounts(failedRun)).toContain('ended');
    expect(whyNoBundle(runningRun)).not.toContain('ended');
  });

  it('never says that a run ended early which has succeeded, and whose bundle is not read yet', () => {
    const unread = { ...runningRun, status: 'succeeded' } as const;
    for (const words of [whyNoBundle(unread), whyNoCounts(unread), whyNoVerdict(unread)]) {
      expect(words).toBe('Not read yet.');
    }
  });
});
