import { Component, computed, inject, input } from '@angular/core';
import { MatTooltip } from '@angular/material/tooltip';
import { Clock } from '../util/clock.ts';
import { DisplayZone } from '../util/display-zone.ts';
import { exactTime, relativeTime } from '../util/times.ts';

/** "5 min ago"; the exact time with its zone on hover, on focus and to screen readers. */
@Component({
  selector: 'app-time',
  imports: [MatTooltip],
  template: `<time
    [dateTime]="at()"
    [tabindex]="tabIndex()"
    [matTooltip]="exact()"
    [attr.aria-label]="relative() + ', ' + exact()"
    >{{ relative() }}</time
  >`,
  styles: `
    time {
      white-space: nowrap;
      border-radius: 2px;
    }
  `,
})
export class RelativeTimeComponent {
  /** RFC 3339. */
  readonly at = input.required<string>();
  /** 0 where the exact time must be reachable by keyboard; -1 in rows whose page repeats it. */
  readonly tabIndex = input(0);

  readonly #clock = inject(Clock);
  readonly #zone = inject(DisplayZone);
  readonly #milliseconds = computed(() => Date.parse(this.at()));

  protected readonly relative = computed(() => relativeTime(this.#milliseconds(), this.#clock.now()));
  protected readonly exact = computed(() => exactTime(this.#milliseconds(), this.#zone.choice()));
}
