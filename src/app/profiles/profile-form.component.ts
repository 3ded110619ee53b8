import { Component, computed, input } from '@angular/core';
import { type FieldTree, FormField } from '@angular/forms/signals';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatOption, MatSelect } from '@angular/material/select';
import {
  evidenceKinds,
  packableProfiles,
  type ProfileKind,
  type ProfileVariant,
} from '../../../server/contracts/export-center/kinds.ts';
import type { EvidenceSources } from '../../../server/contracts/export-center/sources.ts';
import { PanelComponent } from '../shared/ui/panel.component.ts';
import { formatCount } from '../shared/util/quantities.ts';
import { ProfileEncryptionComponent } from './profile-encryption.component.ts';
import type { ProfileFields } from './profile-fields.ts';
import { ProfileKindFieldsComponent } from './profile-kind-fields.component.ts';
import { traitsOf } from './profile-kinds.ts';
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
    ProfileEncryptionComponent,
    ProfileKindFieldsComponent,
  ],
  templateUrl: './profile-form.component.html',
  styleUrls: ['./profile-grid.scss', './profile-form.component.scss'],
})
export class ProfileFormComponent {
  readonly fields = input.required<FieldTree<ProfileFields>>();
  /** What there is to export, for the counts beside the kinds of evidence. */
  readonly sources = input<EvidenceSources>();

  protected readonly kinds = packableProfiles.map((name) => {
    const [kind, variant] = name.split(':') as [ProfileKind, ProfileVariant];
    return { name, words: kindWords({ kind, variant }) };
  });
  protected readonly traits = computed(() => traitsOf(this.fields().packs().value()));
  protected readonly hasLevel = computed(() => {
    const { compression } = this.traits();
    return compression.length > 0 && (compression.length === 1 || this.fields().codec().value() !== 'none');
  });

  protected readonly included = computed(() => {
    const chosen = this.fields().include().value();
    const counts = this.sources()?.counts;
    const evidence = evidenceKinds.map((kind) => ({
      kind,
      word: wordOfIncluded[kind],
      chosen: chosen.includes(kind),
      count: counts === undefined ? '' : formatCount(counts[kind]),
    }));
    if (this.traits().findings !== 'optional') return evidence;
    const kind = 'findings' as const;
    return [...evidence, { kind, word: wordOfIncluded[kind], chosen: chosen.includes(kind), count: '' }];
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
