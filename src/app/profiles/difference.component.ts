import { Component, input } from '@angular/core';
import type { Difference } from './profile-words.ts';

/** What was, struck through, and what is instead, property by property. */
@Component({
  selector: 'app-difference',
  template: `
    <dl>
      @for (difference of differences(); track difference.name) {
        <dt>{{ difference.name }}</dt>
        <dd>
          <del>{{ difference.before }}</del>
          <ins>{{ difference.after }}</ins>
        </dd>
      }
    </dl>
  `,
  styles: `
    dl {
      display: grid;
      gap: 2px;
    }

    dt {
      color: var(--mat-sys-on-surface-variant);
      font-size: 12px;
    }

    dd {
      display: grid;
      gap: 2px;
      padding-bottom: 6px;
    }

    del,
    ins {
      padding: 2px 8px;
      border-radius: 4px;
      overflow-wrap: anywhere;
      white-space: pre-line;
    }

    del {
      background: var(--status-failure-tint);
      color: var(--status-failure-ink);
    }

    ins {
      background: var(--status-success-tint);
      color: var(--status-success-ink);
      text-decoration: none;
    }
  `,
})
export class DifferenceComponent {
  readonly differences = input.required<readonly Difference[]>();
}
