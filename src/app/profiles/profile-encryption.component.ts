import { Component, computed, input } from '@angular/core';
import { type FieldTree, FormField } from '@angular/forms/signals';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatOption, MatSelect } from '@angular/material/select';
import { PanelComponent } from '../shared/ui/panel.component.ts';
import type { ProfileFields } from './profile-fields.ts';
import { wordOfEncryption } from './profile-words.ts';

/** For whom the bundles of a profile are encrypted. */
@Component({
  selector: 'app-profile-encryption',
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
  templateUrl: './profile-encryption.component.html',
  styleUrl: './profile-grid.scss',
})
export class ProfileEncryptionComponent {
  readonly fields = input.required<FieldTree<ProfileFields>>();

  protected readonly modes = Object.entries(wordOfEncryption).map(([value, word]) => ({ value, word }));
  protected readonly hint = computed(() =>
    this.fields().encryption().value() === 'age'
      ? 'Public keys, age1…, one a line; each can read the bundle alone'
      : 'Keys of the key store, kms://name, one a line; each can read the bundle alone',
  );
}
