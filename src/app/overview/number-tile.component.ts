import { Component, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { type Params, RouterLink } from '@angular/router';
import type { IconName } from '../shared/ui/icons.ts';
import type { StatusRole } from '../shared/ui/status/status.ts';

/** Where a number leads. */
export interface TileLink {
  readonly path: readonly string[];
  readonly query: Params;
}

/** One number with its name; a colour only where the number means something, and then with an icon too. */
@Component({
  selector: 'app-number-tile',
  imports: [MatIcon, RouterLink],
  template: `
    <span class="label">{{ label() }}</span>
    <span class="value">
      @if (icon(); as name) {
        <mat-icon [svgIcon]="name" aria-hidden="true" />
      }
      @if (link(); as target) {
        <a [routerLink]="target.path" [queryParams]="target.query" [attr.aria-label]="label() + ': ' + value()">{{
          value()
        }}</a>
      } @else {
        {{ value() }}
      }
    </span>
    <span class="note">{{ note() }}</span>
  `,
  styleUrl: './number-tile.component.scss',
  host: { '[attr.data-role]': 'role()' },
})
export class NumberTileComponent {
  readonly label = input.required<string>();
  readonly value = input.required<string>();
  /** The unit or the yardstick, below the number. */
  readonly note = input('');
  readonly link = input<TileLink>();
  readonly role = input<StatusRole>('neutral');
  readonly icon = input<IconName>();
}
