import { Component, computed, effect, inject, input, linkedSignal, output } from '@angular/core';
import { apply, form, FormField, FormRoot, submit, type TreeValidationResult } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import type { Profile } from '../../../server/contracts/export-center/profile.ts';
import type { EvidenceSources } from '../../../server/contracts/export-center/sources.ts';
import { FormDrafts } from '../session/form-drafts.ts';
import { ErrorPanelComponent } from '../shared/ui/error-panel.component.ts';
import { PanelComponent } from '../shared/ui/panel.component.ts';
import { RelativeTimeComponent } from '../shared/ui/relative-time.component.ts';
import { type PageError, toPageError } from '../shared/util/page-error.ts';
import { formatBytes } from '../shared/util/quantities.ts';
import { changeFieldAt, changeRecordOf } from './change-fields.ts';
import { DryRunPanelComponent } from './dry-run-panel.component.ts';
import { DifferenceComponent } from './difference.component.ts';
import { fieldErrorsOf } from '../shared/util/field-errors.ts';
import { draftOf, profileFieldAt } from './profile-fields.ts';
import { type EditedProfile, editedOf, isEdited, onRevision } from './edited-profile.ts';
import { ProfileFormComponent } from './profile-form.component.ts';
import { changeRules, profileRules } from './profile-rules.ts';
import { differencesOf } from './profile-words.ts';
import { ProfileStore } from './profile.store.ts';
import { showFirstError } from '../shared/util/first-error.ts';

/** What the browser keeps while a revision is being written. */
interface Draft {
  readonly base: Profile;
  readonly edited: EditedProfile;
}

/** Writes the next revision: the fields, what differs, and the change record. A revision of somebody else's is merged in. */
@Component({
  selector: 'app-profile-editor',
  imports: [
    DifferenceComponent,
    DryRunPanelComponent,
    ErrorPanelComponent,
    FormField,
    FormRoot,
    MatButton,
    MatError,
    MatFormField,
    MatHint,
    MatIcon,
    MatInput,
    MatLabel,
    PanelComponent,
    ProfileFormComponent,
    RelativeTimeComponent,
  ],
  templateUrl: './profile-editor.component.html',
  styleUrls: ['./two-columns.scss', './profile-editor.component.scss'],
})
export class ProfileEditorComponent {
  readonly #store = inject(ProfileStore);
  readonly #drafts = inject(FormDrafts);
  /** The last revision that was written here: it overtakes nobody. */
  #ownRevision = 0;

  readonly profile = input.required<Profile>();
  readonly sources = input<EvidenceSources>();
  /** Of the latest bundle, as a first guess at the next one's size. */
  readonly latestBundleBytes = input<number>();
  readonly saved = output<Profile>();

  readonly #draftName = computed(() => `profiles/${this.profile().profileId}`);
  /** What an earlier visit had left unsaved, as it was when the page was opened. */
  readonly #restored = computed(() => this.#drafts.read(this.#draftName()) as Draft | undefined);

  readonly #model = linkedSignal<Profile, EditedProfile>({
    source: this.profile,
    computation: (profile, previous) => {
      if (profile.revision === this.#ownRevision) return editedOf(profile);
      const draft: Draft | undefined = previous ? { base: previous.source, edited: previous.value } : this.#restored();
      return draft === undefined ? editedOf(profile) : onRevision(draft.edited, draft.base, profile);
    },
  });

  /** The revision of somebody else that came while this page was open, and what it changed. */
  protected readonly overtaken = linkedSignal<Profile, { by: Profile; changes: string } | undefined>({
    source: this.profile,
    computation: (profile, previous) => {
      const base = previous?.source ?? this.#restored()?.base;
      if (base === undefined || base.revision === profile.revision || profile.revision === this.#ownRevision)
        return previous?.value;
      return { by: profile, changes: list.format(differencesOf(base, profile).map(({ name }) => name)) };
    },
  });

  protected readonly error = linkedSignal<EditedProfile, PageError | undefined>({
    source: this.#model,
    computation: () => undefined,
  });

  protected readonly edited = form(
    this.#model,
    (path) => {
      apply(path.profile, profileRules);
      apply(path.change, changeRules);
    },
    { submission: { action: () => this.#save(), onInvalid: showFirstError } },
  );

  protected readonly draft = computed(() => {
    const { distribution } = this.profile();
    return { ...draftOf(this.#model().profile), distribution };
  });
  protected readonly differences = computed(() => differencesOf(this.profile(), this.draft()));
  protected readonly nextRevision = computed(() => this.profile().revision + 1);
  protected readonly sizeHint = computed(() => {
    const bytes = this.latestBundleBytes();
    return bytes === undefined ? 'Of one run’s bundle' : `The latest bundle has ${formatBytes(bytes)}`;
  });

  constructor() {
    effect(() => {
      const draft: Draft = { base: this.profile(), edited: this.#model() };
      if (this.hasUnsavedChanges()) this.#drafts.keep(this.#draftName(), draft);
      else this.#drafts.drop(this.#draftName());
    });
  }

  hasUnsavedChanges(): boolean {
    return isEdited(this.#model(), this.profile());
  }

  /** Back to what the revision says. */
  discardChanges(): void {
    this.#model.set(editedOf(this.profile()));
    this.edited().reset();
    this.#drafts.drop(this.#draftName());
  }

  protected async submitAgain(): Promise<void> {
    await submit(this.edited);
  }

  async #save(): Promise<TreeValidationResult> {
    const base = this.profile();
    try {
      const draft = { ...this.draft(), changeRecord: changeRecordOf(this.#model().change) };
      this.#ownRevision = base.revision + 1;
      const written = await this.#store.revise(base, draft);
      this.overtaken.set(undefined);
      this.edited().reset();
      this.saved.emit(written);
      return undefined;
    } catch (cause) {
      this.#ownRevision = 0;
      const error = toPageError(cause);
      // What overtook it is told by itself, with what was done about it.
      if (error.code !== 'ERR_REVISION') this.error.set(error);
      return fieldErrorsOf(error, (path) =>
        path.startsWith(changePrefix)
          ? changeFieldAt(this.edited.change, path.slice(changePrefix.length))
          : profileFieldAt(this.edited.profile, path),
      );
    }
  }
}

const changePrefix = 'changeRecord.';
const list = new Intl.ListFormat('en', { type: 'conjunction' });
