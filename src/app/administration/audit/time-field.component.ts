import { Component, computed, inject, input, output } from '@angular/core';
import { DisplayZone } from '../../shared/util/display-zone.ts';
import { exactTime } from '../../shared/util/times.ts';

/** A point in time, in the zone that the console prints times in. Empty is none. */
@Component({
  selector: 'app-time-field',
  template: `
    <label>
      <span>{{ words() }}</span>
      <input #field type="datetime-local" [value]="shown()" (change)="choose(field.value)" />
    </label>
  `,
  styles: `
    label {
      display: flex;
      gap: 8px;
      align-items: center;
      height: 32px;
      padding: 0 4px 0 8px;
      border: var(--hairline);
      border-radius: var(--radius);
      background: var(--mat-sys-surface);
      color: var(--mat-sys-on-surface-variant);

      &:focus-within {
        outline: 2px solid var(--mat-sys-primary);
      }
    }

    input {
      border: 0;
      outline: 0;
      background: none;
      color: var(--mat-sys-on-surface);
      font: inherit;
      font-variant-numeric: tabular-nums;
    }
  `,
})
export class TimeFieldComponent {
  /** "From". */
  readonly label = input.required<string>();
  /** RFC 3339; what is no time is shown as none. */
  readonly at = input<string>();
  /** RFC 3339 UTC; undefined where it was emptied. */
  readonly chosen = output<string | undefined>();

  readonly #zone = inject(DisplayZone).choice;

  protected readonly words = computed(() => `${this.label()} (${this.#zone() === 'utc' ? 'UTC' : 'local'})`);
  /** As the field wants it: `2026-11-22T09:58`. */
  protected readonly shown = computed(() => {
    const at = Date.parse(this.at() ?? '');
    return Number.isNaN(at) ? '' : exactTime(at, this.#zone()).slice(0, 16).replace(' ', 'T');
  });

  protected choose(value: string): void {
    // Without a zone a browser takes it for local time.
    const at = new Date(this.#zone() === 'utc' ? `${value}Z` : value);
    this.chosen.emit(Number.isNaN(at.getTime()) ? undefined : at.toISOString());
  }
}
