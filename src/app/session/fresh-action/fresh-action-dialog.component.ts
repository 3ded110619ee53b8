import { Component, effect, inject, linkedSignal, signal, untracked } from '@angular/core';
import { applyWhenValue, form, FormRoot } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import {
  MAT_DIALOG_DATA,
  MatDialogActions,
  MatDialogClose,
  MatDialogContent,
  MatDialogRef,
  MatDialogTitle,
} from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { OperatorContextService } from '../../operator/operator-context.service.ts';
import { noReason, type ReasonFields, reasonRules } from '../../operator/reason-fields/reason-fields.ts';
import { ReasonFieldsComponent } from '../../operator/reason-fields/reason-fields.component.ts';
import { RelativeTimeComponent } from '../../shared/ui/relative-time.component.ts';
import { Clock } from '../../shared/util/clock.ts';
import { Downloads } from '../downloads/downloads.ts';
import { FormDrafts } from '../form-drafts.ts';
import { FreshSignIn } from '../fresh-sign-in.ts';
import type { FreshAction } from './fresh-action.ts';
import type { FreshActionDraft } from './fresh-action-draft.ts';
import { showFirstError } from '../../shared/util/first-error.ts';

/** Asks before a dangerous action; where a fresh sign-in is needed it says so first, and offers it in place of the verb. */
@Component({
  selector: 'app-fresh-action-dialog',
  imports: [
    FormRoot,
    MatButton,
    MatDialogActions,
    MatDialogClose,
    MatDialogContent,
    MatDialogTitle,
    MatIcon,
    ReasonFieldsComponent,
    RelativeTimeComponent,
  ],
  templateUrl: './fresh-action-dialog.component.html',
  styleUrl: './fresh-action-dialog.component.scss',
})
export class FreshActionDialogComponent {
  readonly #drafts = inject(FormDrafts);
  readonly #operator = inject(OperatorContextService);
  readonly #clock = inject(Clock);
  readonly #dialog = inject<MatDialogRef<unknown, ReasonFields>>(MatDialogRef);

  protected readonly action = inject<FreshAction>(MAT_DIALOG_DATA);
  protected readonly fresh = inject(FreshSignIn);
  protected readonly downloads = inject(Downloads);

  readonly #fields = signal(this.#begun());
  protected readonly metadata = form(
    this.#fields,
    (path) => applyWhenValue(path, () => this.asksWhy() && !this.fresh.isDue(), reasonRules),
    { submission: { action: () => this.#goOn(), onInvalid: showFirstError } },
  );

  /** Nobody is asked why before they have signed in again; what they had begun to type stays. */
  protected readonly asksWhy = linkedSignal<boolean, boolean>({
    source: () => this.action.needsReason && (!this.fresh.isDue() || this.#fields().reason !== ''),
    computation: (asks, previous) => asks || previous?.value === true,
  });

  constructor() {
    effect(() => {
      const draft: FreshActionDraft = { fields: this.#fields(), keptAt: untracked(this.#clock.now) };
      this.#drafts.keep(this.action.name, draft);
    });
  }

  /** As it was left, else with the reason of the task. */
  #begun(): ReasonFields {
    const left = this.#drafts.read(this.action.name) as FreshActionDraft | undefined;
    return left?.fields ?? { ...noReason, ...this.#operator.current() };
  }

  #goOn(): Promise<void> {
    if (this.fresh.isDue()) this.fresh.signIn();
    else this.#dialog.close(this.#fields());
    return Promise.resolve();
  }
}
