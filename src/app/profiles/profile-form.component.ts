import { Component, computed, input } from '@angular/core';
import { type FieldTree, FormField } from '@angular/forms/signals';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatOption, MatSelect } from '@angular/material/select';
import { evidenceKinds, packableProfiles } from '../../../server/contracts/export-center/kinds.ts';
import type { EvidenceSources } from '../../../server/contracts/export-center/sources.ts';
import { PanelComponent } from '../shared/ui/panel.component.ts';
import { formatCount } from '../shared/util/quantities.ts';
import type { ProfileFields } from './profile-fields.ts';
import { type Included, kindWords, wordOfIncluded } from './profile-words.ts';

/** The fields of a profile, new or not; whoever shows them owns the form, its rules and what is done with it. */
@Component({
  selector: 'app-profile-form',
  imports: [
    FormField,
    MatCheckbox,
    MatError,
    MatFormField,
    MatHint,
    MatInput,
    MatLabel,
    MatOption,
    MatSelect,
    PanelComponent,
  ],
  templateUrl: './profile-form.component.html',
  styleUrl: './profile-form.component.scss',
})
export class ProfileFormComponent {
  readonly fields = input.required<FieldTree<ProfileFields>>();
  /** What there is to export, for the counts beside the kinds of evidence. */
  readonly sources = input<EvidenceSources>();

  protected readonly kinds = packableProfiles.map((name) => {
    const [kind, variant] = name.split(':') as ['json', 'raw'];
    return { name, words: kindWords({ kind, variant }) };
  });

  protected readonly included = computed(() => {
    const chosen = this.fields().include().value();
    const counts = this.sources()?.counts;
    return evidenceKinds.map((kind) => ({
      kind,
      word: wordOfIncluded[kind],
      chosen: chosen.includes(kind),
      count: counts === undefined ? '' : formatCount(counts[kind]),
    }));
  });

  protected readonly includeError = computed(() => {
    const include = this.fields().include();
    return include.touched() ? include.errors()[0]?.message : undefined;
  });

  protected include(kind: Included, wanted: boolean): void {
    const include = this.fields().include();
    const order: readonly Included[] = [...evidenceKinds, 'findings'];
    include.value.update((chosen) =>
      order.filter((candidate) => (candidate === kind ? wanted : chosen.includes(candidate))),
    );
    include.markAsTouched();
    include.markAsDirty();
  }
}
