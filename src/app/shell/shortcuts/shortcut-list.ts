import { inject, Service } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';

/** Opens the list of shortcuts. */
@Service()
export class ShortcutList {
  readonly #dialog = inject(MatDialog);

  async open(): Promise<void> {
    const { ShortcutListComponent } = await import('./shortcut-list.component.ts');
    this.#dialog.open(ShortcutListComponent, { width: '440px' });
  }
}
