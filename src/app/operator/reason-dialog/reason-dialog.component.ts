import { Component, effect, inject, signal } from '@angular/core';
import { form, FormRoot } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import {
  MAT_DIALOG_DATA,
  MatDialogActions,
  MatDialogClose,
  MatDialogContent,
  MatDialogRef,
  MatDialogTitle,
} from '@angular/material/dialog';
import { FormDrafts } from '../../session/form-drafts.ts';
import type { OperatorAction } from '../operator-action.ts';
import type { OperatorMetadata } from '../operator-metadata.ts';
import { noReason, type ReasonFields, reasonRules } from '../reason-fields/reason-fields.ts';
import { ReasonFieldsComponent } from '../reason-fields/reason-fields.component.ts';
import { showFirstError } from '../../shared/util/first-error.ts';

@Component({
  selector: 'app-reason-dialog',
  imports: [
    FormRoot,
    MatButton,
    MatDialogActions,
    MatDialogClose,
    MatDialogContent,
    MatDialogTitle,
    ReasonFieldsComponent,
  ],
  templateUrl: './reason-dialog.component.html',
  styleUrl: './reason-dialog.component.scss',
})
export class ReasonDialogComponent {
  readonly #drafts = inject(FormDrafts);
  readonly #dialog = inject<MatDialogRef<unknown, OperatorMetadata>>(MatDialogRef);

  protected readonly action = inject<OperatorAction>(MAT_DIALOG_DATA);
  readonly #draftName = draftNameOf(this.action);
  readonly #fields = signal((this.#drafts.read(this.#draftName) as ReasonFields | undefined) ?? noReason);
  protected readonly metadata = form(this.#fields, reasonRules, {
    submission: { action: () => this.#proceed(), onInvalid: showFirstError },
  });

  constructor() {
    effect(() => this.#drafts.keep(this.#draftName, this.#fields()));
  }

  #proceed(): Promise<void> {
    this.#dialog.close(this.#fields());
    return Promise.resolve();
  }
}

/** What was typed is found again by the same action alone, where the session has ended over it. */
export function draftNameOf({ title }: OperatorAction): string {
  return `reason/${title}`;
}
