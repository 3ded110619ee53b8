import { inject, Service } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import { FormDrafts } from '../../session/form-drafts.ts';
import type { OperatorAction } from '../operator-action.ts';
import { OperatorContextService } from '../operator-context.service.ts';
import type { OperatorMetadata } from '../operator-metadata.ts';

/** Asks why, and keeps the answer for the task. */
@Service()
export class ReasonDialog {
  readonly #dialog = inject(MatDialog);
  readonly #context = inject(OperatorContextService);
  readonly #drafts = inject(FormDrafts);
  #asking: Promise<OperatorMetadata | undefined> | undefined;

  /** What the person gave; undefined when they declined. Actions that ask at the same time share one dialog. */
  ask(action: OperatorAction): Promise<OperatorMetadata | undefined> {
    this.#asking ??= this.#ask(action).finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  async #ask(action: OperatorAction): Promise<OperatorMetadata | undefined> {
    const { draftNameOf, ReasonDialogComponent } = await import('./reason-dialog.component.ts');
    const dialog = this.#dialog.open<unknown, OperatorAction, OperatorMetadata>(ReasonDialogComponent, {
      data: action,
      width: '520px',
    });
    const metadata = await firstValueFrom(dialog.afterClosed());
    this.#drafts.drop(draftNameOf(action));
    if (metadata === undefined) return undefined;
    this.#context.set(metadata);
    return this.#context.current();
  }
}
