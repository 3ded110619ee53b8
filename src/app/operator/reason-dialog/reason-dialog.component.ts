import { Component, computed, inject, signal } from '@angular/core';
import { form, FormField, FormRoot, maxLength, validate } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import {
  MAT_DIALOG_DATA,
  MatDialogActions,
  MatDialogClose,
  MatDialogContent,
  MatDialogRef,
  MatDialogTitle,
} from '@angular/material/dialog';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import type { OperatorAction } from '../operator-action.ts';
import { type OperatorMetadata, reasonMaximum, ticketMaximum } from '../operator-metadata.ts';

@Component({
  selector: 'app-reason-dialog',
  imports: [
    FormField,
    FormRoot,
    MatButton,
    MatDialogActions,
    MatDialogClose,
    MatDialogContent,
    MatDialogTitle,
    MatError,
    MatFormField,
    MatHint,
    MatInput,
    MatLabel,
  ],
  templateUrl: './reason-dialog.component.html',
  styleUrl: './reason-dialog.component.scss',
})
export class ReasonDialogComponent {
  protected readonly action = inject<OperatorAction>(MAT_DIALOG_DATA);
  protected readonly reasonMaximum = reasonMaximum;

  protected readonly metadata = form(
    signal({ reason: '', ticket: '' }),
    (path) => {
      validate(path.reason, ({ value }) =>
        value().trim() === ''
          ? { kind: 'required', message: 'Say why: it is kept with the object and in the timeline.' }
          : null,
      );
      maxLength(path.reason, reasonMaximum, { message: `At most ${reasonMaximum} characters.` });
      maxLength(path.ticket, ticketMaximum, { message: `At most ${ticketMaximum} characters.` });
    },
    { submission: { action: () => this.#proceed() } },
  );
  protected readonly reasonLength = computed(() => this.metadata.reason().value().length);

  readonly #dialog = inject<MatDialogRef<unknown, OperatorMetadata>>(MatDialogRef);

  #proceed(): Promise<void> {
    this.#dialog.close(this.metadata().value());
    return Promise.resolve();
  }
}
