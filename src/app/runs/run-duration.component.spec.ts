import { TestBed } from '@angular/core/testing';
import type { Run } from '../../../server/contracts/export-center/run.ts';
import { fakeClock, provideConsoleTesting } from '../testing/console-testing.ts';
import { failedRun, pendingRun, runningRun, succeededRun } from '../testing/run-fixtures.ts';
import { RunDurationComponent } from './run-duration.component.ts';

describe('RunDurationComponent', () => {
  beforeEach(() => TestBed.configureTestingModule({ providers: provideConsoleTesting() }));

  async function show(run: Run, compared = false): Promise<HTMLElement> {
    const fixture = TestBed.createComponent(RunDurationComponent);
    fixture.componentRef.setInput('run', run);
    fixture.componentRef.setInput('compared', compared);
    await fixture.whenStable();
    return fixture.nativeElement as HTMLElement;
  }

  it('tells how long a run took', async () => {
    expect((await show(succeededRun)).textContent.trim()).toBe('2.0 s');
    expect((await show(failedRun)).textContent.trim()).toBe('< 0.1 s');
    expect((await show(pendingRun)).textContent.trim()).toBe('–');
  });

  it('compares with what is usual, but not a run that ended early', async () => {
    expect((await show(succeededRun, true)).textContent).toContain('usually 1.7 s, 95 % within 3.0 s');
    expect((await show(failedRun, true)).textContent).not.toContain('usually');
    expect((await show({ ...succeededRun, usualSeconds: null }, true)).textContent).not.toContain('usually');
  });

  it('counts while a run works, and marks it with a word once it is slow', async () => {
    const element = await show(runningRun);
    expect(element.textContent.trim()).toBe('1.0 s');
    expect(element.querySelector('.slow')).toBeNull();
    fakeClock().advance(3);
    TestBed.tick();
    expect(element.querySelector('[role="img"]')?.getAttribute('aria-label')).toContain('Slower than usual');
  });
});
