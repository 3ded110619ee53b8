import { Component, computed, effect, inject, input, linkedSignal } from '@angular/core';
import { form, FormRoot, submit, type TreeValidationResult } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
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
import { SkeletonComponent } from '../shared/ui/skeleton.component.ts';
import { showFirstError } from '../shared/util/first-error.ts';
import { type PageError, toPageError } from '../shared/util/page-error.ts';
import { SubmissionKey } from '../shared/util/submission-key.ts';
import { fieldErrorsOf } from '../shared/util/field-errors.ts';
import { DryRunPanelComponent } from './dry-run-panel.component.ts';
import { copyOf } from './profile-copy.ts';
import { ProfileFactsComponent } from './profile-facts.component.ts';
import { draftOf, newProfileFields, profileFieldAt, type ProfileFields, sameFields } from './profile-fields.ts';
import { ProfileFormComponent } from './profile-form.component.ts';
import { profileRules } from './profile-rules.ts';
import { ProfilesClient } from './profiles.client.ts';

/** Creates a profile, from nothing or like another one, and opens it. */
@Component({
  selector: 'app-new-profile-page',
  imports: [
    DryRunPanelComponent,
    ErrorPanelComponent,
    FormRoot,
    LoadedViewComponent,
    MatButton,
    NoPermissionComponent,
    PageHeaderComponent,
    PanelComponent,
    ProfileFactsComponent,
    ProfileFormComponent,
    RouterLink,
    SkeletonComponent,
  ],
  templateUrl: './new-profile-page.component.html',
  styleUrl: './two-columns.scss',
})
export class NewProfilePageComponent implements HasUnsavedChanges {
  readonly #client = inject(ProfilesClient);
  readonly #session = inject(ConsoleSessionStore);
  readonly #drafts = inject(FormDrafts);
  readonly #router = inject(Router);
  readonly #notices = inject(Notices);
  readonly #key = new SubmissionKey();
  /** From the URL: the profile to begin with, and the kind that becomes of it where that is another. */
  readonly from = input<string>();
  readonly packs = input<string>();

  protected readonly source = this.#client.one(
    () => this.from() ?? '',
    () => false,
  );
  readonly #draftName = computed(() => ['profiles/new', this.from(), this.packs()].filter(Boolean).join('/'));
  readonly #begun = computed(() => {
    const source = this.from() === undefined ? undefined : this.source.value();
    return source === undefined ? newProfileFields : copyOf(source, this.packs());
  });
  readonly #model = linkedSignal(
    () => (this.#drafts.read(this.#draftName()) as ProfileFields | undefined) ?? this.#begun(),
  );

  protected readonly state = computed(() => {
    const like = this.from() === undefined ? undefined : this.source.value()?.name;
    return like === undefined ? 'Nothing is exported until a run is started' : `Begins like ${like}`;
  });
  protected readonly tenantId = computed(() => this.#session.tenantId() ?? '');
  protected readonly mayManage = computed(() => this.#session.has('export:profile:manage'));
  protected readonly sources = this.#client.sources();
  protected readonly draft = computed(() => draftOf(this.#model()));
  /** Cleared by the next thing typed: it was about what had been sent. */
  protected readonly error = linkedSignal<ProfileFields, PageError | undefined>({
    source: this.#model,
    computation: () => undefined,
  });
  protected readonly profile = form(this.#model, profileRules, {
    submission: { action: () => this.#create(), onInvalid: showFirstError },
  });

  constructor() {
    effect(() => {
      if (this.hasUnsavedChanges()) this.#drafts.keep(this.#draftName(), this.#model());
      else this.#drafts.drop(this.#draftName());
    });
  }

  hasUnsavedChanges(): boolean {
    return !sameFields(this.#model(), this.#begun());
  }

  discardChanges(): void {
    this.#model.set(this.#begun());
    this.#drafts.drop(this.#draftName());
  }

  protected async submitAgain(): Promise<void> {
    await submit(this.profile);
  }

  async #create(): Promise<TreeValidationResult> {
    const draft = this.draft();
    try {
      const { profileId, name } = await this.#client.create(draft, this.#key.for(draft));
      this.discardChanges();
      this.#notices.succeeded(`Profile ${name} is created`);
      await this.#router.navigate(['/t', this.tenantId(), 'profiles', profileId]);
      return undefined;
    } catch (cause) {
      const error = toPageError(cause);
      if (!error.retryable) this.#key.settle();
      this.error.set(error);
      return fieldErrorsOf(error, (path) => profileFieldAt(this.profile, path));
    }
  }
}
