import { Component, computed, debounced, effect, inject, input, linkedSignal } from '@angular/core';
import { form, FormField, FormRoot, submit, type TreeValidationResult } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatRadioButton, MatRadioGroup } from '@angular/material/radio';
import { Router, RouterLink } from '@angular/router';
import { ConsoleSessionStore } from '../session/console-session.store.ts';
import { FormDrafts } from '../session/form-drafts.ts';
import type { HasUnsavedChanges } from '../shared/ui/confirm/unsaved-changes.guard.ts';
import { ErrorPanelComponent } from '../shared/ui/error-panel.component.ts';
import { LoadedViewComponent } from '../shared/ui/loaded/loaded-view.component.ts';
import { NoPermissionComponent } from '../shared/ui/no-permission.component.ts';
import { Notices } from '../shared/ui/notices/notices.ts';
import { PageHeaderComponent } from '../shared/ui/page-header.component.ts';
import { PanelComponent } from '../shared/ui/panel.component.ts';
import { Clock } from '../shared/util/clock.ts';
import { fieldErrorsOf } from '../shared/util/field-errors.ts';
import { type PageError, toPageError } from '../shared/util/page-error.ts';
import { formatBytes, plural } from '../shared/util/quantities.ts';
import { SubmissionKey } from '../shared/util/submission-key.ts';
import { holdDraftOf, holdFieldAt, type HoldFields, newHoldFields, type Prefilled } from './hold-fields.ts';
import { HoldPreviewComponent } from './hold-preview.component.ts';
import { holdRules, validScopeOf } from './hold-rules.ts';
import { HoldsClient } from './holds.client.ts';
import { showFirstError } from '../shared/util/first-error.ts';

const draftName = 'holds/new';
const previewAfterMs = 300;

/** Places a legal hold; what it would keep stands beside the form while it is filled in. */
@Component({
  selector: 'app-place-hold-page',
  imports: [
    ErrorPanelComponent,
    FormField,
    FormRoot,
    HoldPreviewComponent,
    LoadedViewComponent,
    MatButton,
    MatError,
    MatFormField,
    MatHint,
    MatInput,
    MatLabel,
    MatRadioButton,
    MatRadioGroup,
    NoPermissionComponent,
    PageHeaderComponent,
    PanelComponent,
    RouterLink,
  ],
  templateUrl: './place-hold-page.component.html',
  styleUrl: './place-hold-page.component.scss',
})
export class PlaceHoldPageComponent implements HasUnsavedChanges {
  readonly #client = inject(HoldsClient);
  readonly #session = inject(ConsoleSessionStore);
  readonly #drafts = inject(FormDrafts);
  readonly #clock = inject(Clock);
  readonly #router = inject(Router);
  readonly #notices = inject(Notices);
  readonly #key = new SubmissionKey();

  /** From the URL: what the page that led here wants held. */
  readonly bundleId = input<string>();
  readonly runId = input<string>();
  readonly digest = input<string>();

  readonly #openedAt = this.#clock.now();
  readonly #prefilled = computed((): Prefilled => ({
    bundleId: this.bundleId(),
    runId: this.runId(),
    digest: this.digest(),
  }));
  /** A draft of another object must not take the place of the one that was asked for. */
  readonly #draftName = computed(() =>
    [draftName, this.bundleId(), this.runId(), this.digest()].filter((part) => part !== undefined).join(' '),
  );
  readonly #untouched = computed(() => newHoldFields(this.#prefilled(), this.#openedAt));
  readonly #model = linkedSignal<HoldFields, HoldFields>({
    source: this.#untouched,
    computation: (untouched) => (this.#drafts.read(this.#draftName()) as HoldFields | undefined) ?? untouched,
  });

  protected readonly tenantId = computed(() => this.#session.tenantId() ?? '');
  protected readonly mayHold = computed(() => this.#session.has('evidence:hold'));
  protected readonly hold = form(this.#model, holdRules, {
    submission: { action: () => this.#place(), onInvalid: showFirstError },
  });
  protected readonly error = linkedSignal<HoldFields, PageError | undefined>({
    source: this.#model,
    computation: () => undefined,
  });

  /** Compared as text: the same scope typed again asks nothing again. */
  readonly #scope = computed(() => (this.mayHold() ? validScopeOf(this.#model()) : undefined), {
    equal: (left, right) => JSON.stringify(left) === JSON.stringify(right),
  });
  readonly #settledScope = debounced(this.#scope, previewAfterMs);
  protected readonly preview = this.#client.preview(() => this.#settledScope.value());
  protected readonly asks = computed(() => this.#scope() !== undefined);
  /** Nothing to hold, or not known yet whether there is. When the preview fails, the locker decides. */
  protected readonly blocked = computed(
    () =>
      this.asks() &&
      (this.#settledScope.isLoading() || this.preview.view() === 'loading' || this.preview.value()?.items === 0),
  );

  /** Announced as it changes: what stands in the panel beside the form, in one line. */
  protected readonly state = computed(() => {
    const found = this.preview.value();
    if (!this.asks() || found === undefined) return 'It protects from the moment it is placed';
    if (found.items === 0) return 'Nothing matches: it cannot be placed';
    const size = formatBytes(found.bytes);
    return plural(found.items, { one: `It would keep # bundle, ${size}`, other: `It would keep # bundles, ${size}` });
  });

  constructor() {
    effect(() => {
      if (this.hasUnsavedChanges()) this.#drafts.keep(this.#draftName(), this.#model());
      else this.#drafts.drop(this.#draftName());
    });
  }

  hasUnsavedChanges(): boolean {
    return JSON.stringify(this.#model()) !== JSON.stringify(this.#untouched());
  }

  discardChanges(): void {
    this.#model.set(this.#untouched());
    this.#drafts.drop(this.#draftName());
  }

  protected async submitAgain(): Promise<void> {
    await submit(this.hold);
  }

  async #place(): Promise<TreeValidationResult> {
    const draft = holdDraftOf(this.#model());
    try {
      const placed = await this.#client.place(draft, this.#key.for(draft));
      if (placed === undefined) return undefined;
      this.discardChanges();
      this.#notices.succeeded(`The hold “${placed.name}” is placed`);
      await this.#router.navigate(['/t', this.tenantId(), 'holds', placed.holdId]);
      return undefined;
    } catch (cause) {
      const error = toPageError(cause);
      if (!error.retryable) this.#key.settle();
      this.error.set(error);
      return fieldErrorsOf(error, (path) => holdFieldAt(this.hold, path));
    }
  }
}
