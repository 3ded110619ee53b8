import { inject, Service } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';

/** What the dialog begins with. */
export interface StartRunPreset {
  readonly profileId: string | undefined;
}

/** Offers to start a run. */
@Service()
export class StartRun {
  readonly #dialog = inject(MatDialog);

  async ask(profileId?: string): Promise<void> {
    const { StartRunDialogComponent } = await import('./start-run-dialog.component.ts');
    this.#dialog.open<unknown, StartRunPreset>(StartRunDialogComponent, { data: { profileId }, width: '560px' });
  }
}
