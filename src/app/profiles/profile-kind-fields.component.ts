import { Component, computed, input } from '@angular/core';
import { type FieldTree, FormField } from '@angular/forms/signals';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatOption, MatSelect } from '@angular/material/select';
import type { ProfileFields } from './profile-fields.ts';
import { judges, traitsOf } from './profile-kinds.ts';
import { wordOfBaseMode, wordOfPolicyMode } from './profile-words.ts';

/** What only some kinds can be told: policy, redaction, the base of a delta. */
@Component({
  selector: 'app-profile-kind-fields',
  imports: [FormField, MatError, MatFormField, MatHint, MatInput, MatLabel, MatOption, MatSelect],
  templateUrl: './profile-kind-fields.component.html',
  styleUrl: './profile-grid.scss',
})
export class ProfileKindFieldsComponent {
  readonly fields = input.required<FieldTree<ProfileFields>>();

  protected readonly wordOfPolicyMode = wordOfPolicyMode;
  protected readonly wordOfBaseMode = wordOfBaseMode;
  protected readonly traits = computed(() => traitsOf(this.fields().packs().value()));
  protected readonly judged = computed(() => judges(this.fields().packs().value(), this.fields().include().value()));
}
