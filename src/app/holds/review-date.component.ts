import { Component, computed, inject, input } from '@angular/core';
import type { Hold } from '../../../server/contracts/evidence-locker/hold.ts';
import { RelativeTimeComponent } from '../shared/ui/relative-time.component.ts';
import { StatusChipComponent } from '../shared/ui/status/status-chip.component.ts';
import type { Status } from '../shared/ui/status/status.ts';
import { Clock } from '../shared/util/clock.ts';
import { isOverdue } from './hold-words.ts';

const overdue: Status = { role: 'attention', word: 'Overdue' };

/** When a hold is to be looked at again, and whether that was missed. */
@Component({
  selector: 'app-review-date',
  imports: [RelativeTimeComponent, StatusChipComponent],
  template: `
    <time class="tabular" [dateTime]="hold().reviewAt">{{ day() }}{{ detailed() ? ' UTC' : '' }}</time>
    @if (detailed()) {
      <app-time [at]="hold().reviewAt" />
    }
    @if (isLate()) {
      <app-status-chip [status]="overdue" />
    }
  `,
  styles: `
    :host {
      display: inline-flex;
      gap: 8px;
      align-items: baseline;
    }
  `,
})
export class ReviewDateComponent {
  readonly hold = input.required<Hold>();
  /** Whether to say how far off it is, too. */
  readonly detailed = input(false);

  readonly #clock = inject(Clock);

  protected readonly overdue = overdue;
  /** In UTC, as the day was chosen. */
  protected readonly day = computed(() => this.hold().reviewAt.slice(0, 10));
  protected readonly isLate = computed(() => isOverdue(this.hold(), this.#clock.now()));
}
