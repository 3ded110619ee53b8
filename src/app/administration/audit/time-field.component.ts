import {
  Component,
  computed,
  effect,
  type ElementRef,
  inject,
  input,
  linkedSignal,
  output,
  viewChild,
} from '@angular/core';
import { MatTooltip } from '@angular/material/tooltip';
import { DisplayZone } from '../../shared/util/display-zone.ts';
import type { AuditFilter } from './audit-filter.ts';
import { timeOf, typedTime } from './typed-time.ts';

/**
 * A point in time, written as the console writes times and in their zone; empty is none. Not a `datetime-local`, which
 * writes it as the browser's language has it: 11/22/2026, 09:58 AM beside 2026-11-22 09:58 UTC.
 */
@Component({
  selector: 'app-time-field',
  imports: [MatTooltip],
  template: `
    <label [class.wrong]="isWrong()" [matTooltip]="isWrong() ? example : ''">
      <span>{{ words() }}</span>
      <input
        #field
        type="text"
        autocomplete="off"
        spellcheck="false"
        placeholder="yyyy-mm-dd hh:mm"
        [attr.aria-invalid]="isWrong()"
        (change)="choose(field.value)"
      />
    </label>
    @if (isWrong()) {
      <span class="unseen" role="alert">{{ example }}</span>
    }
  `,
  styleUrl: './time-field.component.scss',
})
export class TimeFieldComponent {
  /** "From". */
  readonly label = input.required<string>();
  /** RFC 3339; what is no time is shown as none. */
  readonly at = input<string>();
  /** What the time is part of. When that changes, what was typed here and is no time gives way. */
  readonly filter = input.required<AuditFilter>();
  /** RFC 3339 UTC; undefined where it was emptied. */
  readonly chosen = output<string | undefined>();

  readonly #zone = inject(DisplayZone).choice;

  protected readonly example = 'Write the time as 2026-11-22 09:58, or a day alone';
  protected readonly words = computed(() => `${this.label()} (${this.#zone() === 'utc' ? 'UTC' : 'local'})`);
  protected readonly shown = computed(() => {
    const at = new Date(this.at() ?? '');
    return Number.isNaN(at.getTime()) ? '' : typedTime(at, this.#zone());
  });
  protected readonly isWrong = linkedSignal({ source: this.filter, computation: () => false });

  private readonly field = viewChild.required<ElementRef<HTMLInputElement>>('field');

  constructor() {
    effect(() => {
      this.filter();
      this.field().nativeElement.value = this.shown();
    });
  }

  protected choose(typed: string): void {
    const at = timeOf(typed, this.#zone());
    this.isWrong.set(at === undefined && typed.trim() !== '');
    if (!this.isWrong()) this.chosen.emit(at?.toISOString());
  }
}
