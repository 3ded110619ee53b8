import { Component, computed, inject } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { MatTooltip } from '@angular/material/tooltip';
import { OperatorContextService } from '../../operator/operator-context.service.ts';
import { DisplayZone } from '../../shared/util/display-zone.ts';
import { clockTime } from '../../shared/util/times.ts';

/** The reason that operator actions are sent with, in sight for as long as it is set. */
@Component({
  selector: 'app-operator-chip',
  imports: [MatIcon, MatTooltip],
  template: `
    @if (context.current(); as current) {
      <span class="chip" [matTooltip]="explanation()">
        <mat-icon svgIcon="edit" aria-hidden="true" />
        @if (current.ticket) {
          <span class="ticket">{{ current.ticket }}</span>
        }
        <span class="reason">{{ current.reason }}</span>
        <button type="button" aria-label="Clear the operator's reason" (click)="context.clear()">
          <mat-icon svgIcon="close" aria-hidden="true" />
        </button>
      </span>
    }
  `,
  styleUrl: './operator-chip.component.scss',
})
export class OperatorChipComponent {
  protected readonly context = inject(OperatorContextService);

  readonly #zone = inject(DisplayZone);

  protected readonly explanation = computed(() => {
    const [current, expiresAt] = [this.context.current(), this.context.expiresAt()];
    if (current === undefined || expiresAt === undefined) return '';
    return `Sent with your actions until ${clockTime(expiresAt, this.#zone.choice())}: ${current.reason}`;
  });
}
