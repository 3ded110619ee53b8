import { Component, inject, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { Router } from '@angular/router';

/** The search of a list: its text is the query parameter `search`, and a new one begins at the first page. */
@Component({
  selector: 'app-search-field',
  imports: [MatIcon],
  template: `
    <label>
      <mat-icon svgIcon="search" aria-hidden="true" />
      <input
        #text
        type="search"
        maxlength="128"
        [attr.aria-label]="label()"
        [placeholder]="placeholder()"
        [value]="value() ?? ''"
        (change)="searchFor(text.value)"
      />
    </label>
  `,
  styles: `
    label {
      display: flex;
      gap: 8px;
      align-items: center;
      width: 240px;
      height: 32px;
      padding: 0 8px;
      border: var(--hairline);
      border-radius: var(--radius);
      background: var(--mat-sys-surface);
      color: var(--mat-sys-on-surface-variant);

      &:focus-within {
        outline: 2px solid var(--mat-sys-primary);
      }
    }

    input {
      flex: 1;
      min-width: 0;
      border: 0;
      outline: 0;
      background: none;
      color: var(--mat-sys-on-surface);
      font: inherit;
    }
  `,
})
export class SearchFieldComponent {
  /** "Search profiles by name". */
  readonly label = input.required<string>();
  readonly placeholder = input('');
  readonly value = input<string>();

  readonly #router = inject(Router);

  protected searchFor(text: string): void {
    const search = text.trim() === '' ? null : text.trim();
    void this.#router.navigate([], { queryParams: { search, cursor: null }, queryParamsHandling: 'merge' });
  }
}
