import { TestBed } from '@angular/core/testing';
import type { Run } from '../../../server/contracts/export-center/run.ts';
import { provideIcons } from '../shared/ui/icons.ts';
import { failedRun, pendingRun, runningRun, succeededRun } from '../testing/run-fixtures.ts';
import { PhaseStripComponent } from './phase-strip.component.ts';

describe('PhaseStripComponent', () => {
  beforeEach(() => TestBed.configureTestingModule({ providers: [provideIcons()] }));

  async function notes(run: Run): Promise<string[]> {
    const fixture = TestBed.createComponent(PhaseStripComponent);
    fixture.componentRef.setInput('run', run);
    await fixture.whenStable();
    const items = (fixture.nativeElement as HTMLElement).querySelectorAll('li');
    return [...items].map((item) => item.querySelector('.state')?.textContent ?? '');
  }

  it('tells how long each phase took', async () => {
    expect(await notes(succeededRun)).toEqual(['0.4 s', '1.6 s', 'done', 'done', 'done', 'done']);
  });

  it('tells how far the phase under way is', async () => {
    expect(await notes(runningRun)).toEqual(['done', 'done', '704 of 1,759', 'waiting', 'waiting', 'waiting']);
  });

  it('does not call a phase complete that goes on after the last document was read', async () => {
    const progress = { ...runningRun.progress, itemsCompleted: 1759, itemsTotal: 1759 };
    expect((await notes({ ...runningRun, progress }))[2]).toBe('under way');
  });

  it('lets a run that has not begun wait', async () => {
    expect(new Set(await notes(pendingRun))).toEqual(new Set(['waiting']));
  });

  it('does not let phases wait that will never come', async () => {
    expect(await notes(failedRun)).toEqual(['failed', ...Array<string>(5).fill('not reached')]);
    expect(new Set(await notes({ ...pendingRun, status: 'cancelled' }))).toEqual(new Set(['not reached']));
  });
});
