import { inject, Service } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import type { Confirmation } from './confirmation.ts';

/** Asks before a dangerous action. */
@Service()
export class Confirmations {
  readonly #dialog = inject(MatDialog);

  /** True when the person pressed the verb; Escape and *Cancel* are false. */
  async ask(confirmation: Confirmation): Promise<boolean> {
    const { ConfirmDialogComponent } = await import('./confirm-dialog.component.ts');
    const dialog = this.#dialog.open<unknown, Confirmation, boolean>(ConfirmDialogComponent, {
      data: confirmation,
      width: '480px',
      autoFocus: 'first-tabbable',
    });
    return (await firstValueFrom(dialog.afterClosed())) === true;
  }
}
