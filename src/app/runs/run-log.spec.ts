import { eventOf, failedRun, runningRun } from '../testing/run-fixtures.ts';
import { logLineOf } from './run-log.ts';

describe('logLineOf', () => {
  const textOf = (type: string, message?: string): string | undefined =>
    logLineOf({ id: '7', type, data: { ...eventOf(runningRun), ...(message !== undefined && { message }) } })?.text;

  it('tells each step in words', () => {
    expect(textOf('run.started')).toBe('A worker begins attempt 1');
    expect(textOf('run.phase')).toBe('Build begins');
    expect(textOf('run.artifact', 'data/raw/vex/v0.jsonl.zst')).toBe('Packed data/raw/vex/v0.jsonl.zst');
    expect(textOf('run.log', 'Attempt 2 follows in 5 s')).toBe('Attempt 2 follows in 5 s');
  });

  it('leaves progress out', () => {
    expect(textOf('run.progress')).toBeUndefined();
  });

  it('shows an event that it does not know by its name, and one without a run not at all', () => {
    expect(textOf('run.polished')).toBe('run.polished');
    expect(logLineOf({ id: '8', type: 'profile.changed', data: { profileId: 'prof-1' } })).toBeUndefined();
  });

  it('names a line by the number of its event, else by time and type', () => {
    expect(logLineOf({ id: '7', type: 'run.failed', data: eventOf(failedRun) })?.id).toBe('7');
    expect(logLineOf({ id: undefined, type: 'run.failed', data: eventOf(failedRun) })?.id).toBe(
      '2026-11-22T10:00:00.000Z run.failed',
    );
  });
});
