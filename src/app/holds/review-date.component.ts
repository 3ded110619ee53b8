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
    <app-time [at]="hold().reviewAt" [tabIndex]="tabIndex()" />
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
  readonly tabIndex = input(0);

  readonly #clock = inject(Clock);

  protected readonly overdue = overdue;
  protected readonly isLate = computed(() => isOverdue(this.hold(), this.#clock.now()));
}
