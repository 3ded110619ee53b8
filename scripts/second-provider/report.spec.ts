import { Report } from './report.ts';

describe('The report of the second provider', () => {
  let lines: string[];
  let report: Report;

  beforeEach(() => {
    lines = [];
    spyOn(console, 'log').and.callFake((line: string) => void lines.push(line));
    report = new Report();
  });

  const failing = () => Promise.reject(new Error('not so'));

  it('has a line for each check, and a sum', async () => {
    const found = await report.section('Sign-in', () => report.check('somebody is signed in', () => 'somebody'));
    expect(found).toBe('somebody');
    expect(lines).toEqual(['\nSign-in', '  ok    somebody is signed in']);
    expect(report.summary()).toBe('1 passed, 0 failed');
  });

  it('leaves out the rest of a section whose check has failed, and goes on with the next', async () => {
    const later = jasmine.createSpy('later');
    const found = await report.section('Sign-in', async () => {
      await report.check('somebody is signed in', failing);
      await report.check('and stays so', later);
    });
    await report.section('Sign-out', () => report.check('nobody is', () => undefined));
    expect(found).toBeUndefined();
    expect(later).not.toHaveBeenCalled();
    expect(lines[1]).toBe('  FAIL  somebody is signed in\n        not so');
    expect(report.summary()).toBe('1 passed, 1 failed');
    expect(report.failed).toBe(1);
  });

  it('takes no other error for a failed check', async () => {
    await expectAsync(report.section('Sign-in', failing)).toBeRejectedWithError('not so');
  });
});
