import { Component, computed, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { MatTooltip } from '@angular/material/tooltip';
import { namesOf, type NamedHold } from './named-hold.ts';

/** The lock of a held bundle with the hold's name; further ones are counted, and all named on hover. */
@Component({
  selector: 'app-held-by',
  imports: [MatIcon, MatTooltip],
  template: `
    @if (holds(); as known) {
      @if (first(); as hold) {
        <span class="held" [matTooltip]="names()">
          <mat-icon svgIcon="lock" aria-hidden="true" /><span class="name">{{ hold.name }}</span>
          @if (known.length > 1) {
            <span>+{{ known.length - 1 }}</span>
          }
        </span>
      } @else {
        <span class="quiet">None</span>
      }
    } @else {
      <span class="quiet">Not known</span>
    }
  `,
  styles: `
    .held {
      display: inline-flex;
      gap: 4px;
      align-items: center;
      max-width: 170px;
      vertical-align: bottom;
      color: var(--status-held-ink);
    }

    mat-icon {
      --icon: 16px;

      flex: none;
    }

    .name {
      overflow: hidden;
      text-overflow: ellipsis;
    }

    .quiet {
      color: var(--mat-sys-on-surface-variant);
    }
  `,
})
export class HeldByComponent {
  /** Undefined where it is not known: the locker does not answer, or has not been told of the bundle yet. */
  readonly holds = input.required<readonly NamedHold[] | undefined>();

  protected readonly first = computed(() => this.holds()?.[0]);
  protected readonly names = computed(() => namesOf(this.holds() ?? []));
}
