import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { provideConsoleTesting } from '../../../testing/console-testing.ts';
import { openDialog } from '../../../testing/open-dialog.ts';
import { ConfirmDialogHarness } from './confirm-dialog.harness.ts';
import { Confirmations } from './confirmations.ts';

const deletion = {
  heading: 'Delete the bundle of run-20261122-01?',
  consequence: '4.2 MiB with 1,759 artifacts are gone at once.',
  verb: 'Delete bundle',
};

describe('Confirmations', () => {
  beforeEach(() => TestBed.configureTestingModule({ providers: provideConsoleTesting() }));
  afterEach(() => TestBed.inject(MatDialog).closeAll());

  async function ask(): Promise<{ answer: Promise<boolean>; dialog: ConfirmDialogHarness }> {
    const answer = TestBed.inject(Confirmations).ask(deletion);
    return { answer, dialog: await openDialog(ConfirmDialogHarness) };
  }

  it('names the object, the consequence and the verb', async () => {
    const { dialog, answer } = await ask();
    for (const part of Object.values(deletion)) expect(await dialog.text()).toContain(part);
    await dialog.press('Cancel');
    expect(await answer).toBeFalse();
  });

  it('is agreed to by the verb alone', async () => {
    const { dialog, answer } = await ask();
    await dialog.press('Delete bundle');
    expect(await answer).toBeTrue();
  });

  it('is declined by closing it in any other way', async () => {
    const { answer } = await ask();
    TestBed.inject(MatDialog).closeAll();
    expect(await answer).toBeFalse();
  });
});
