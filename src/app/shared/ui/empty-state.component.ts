import { Component, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import type { IconName } from './icons.ts';

/** Says why there is nothing and what to do next; the next step is the content, mostly a button. */
@Component({
  selector: 'app-empty-state',
  imports: [MatIcon],
  template: `
    <mat-icon [svgIcon]="icon()" aria-hidden="true" />
    <p class="heading">{{ heading() }}</p>
    <p class="reason">{{ reason() }}</p>
    <div class="next"><ng-content /></div>
  `,
  styleUrl: './empty-state.component.scss',
})
export class EmptyStateComponent {
  readonly icon = input.required<IconName>();
  readonly heading = input.required<string>();
  readonly reason = input.required<string>();
}
