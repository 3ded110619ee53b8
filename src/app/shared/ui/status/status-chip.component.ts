import { Component, computed, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { iconOfRole, type Status } from './status.ts';

/** A state as icon and word in the colour of its role; never colour alone. */
@Component({
  selector: 'app-status-chip',
  imports: [MatIcon],
  template: `<mat-icon [svgIcon]="icon()" aria-hidden="true" />{{ status().word }}`,
  styleUrl: './status-chip.component.scss',
  host: { '[attr.data-role]': 'status().role' },
})
export class StatusChipComponent {
  readonly status = input.required<Status>();

  protected readonly icon = computed(() => this.status().icon ?? iconOfRole[this.status().role]);
}
