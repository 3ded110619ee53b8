import { Component, input } from '@angular/core';
import { RouterLink } from '@angular/router';

/** A named part of a list. */
export interface ListView {
  readonly label: string;
  /** Query parameters of the page that shows it. */
  readonly query: Readonly<Record<string, string | null>>;
}

/** The views of a list side by side, each a link, so that it can be opened in a tab and sent to somebody. */
@Component({
  selector: 'app-view-links',
  imports: [RouterLink],
  template: `
    <nav [attr.aria-label]="label()">
      @for (view of views(); track view.label) {
        <a
          [routerLink]="[]"
          [queryParams]="view.query"
          queryParamsHandling="merge"
          [class.selected]="view === selected()"
          [attr.aria-current]="view === selected() ? 'true' : null"
          >{{ view.label }}</a
        >
      }
    </nav>
  `,
  styles: `
    nav {
      display: flex;
      overflow: hidden;
      border: var(--hairline);
      border-radius: var(--radius);
      background: var(--mat-sys-surface);
    }

    a {
      padding: 5px 14px;
      color: var(--mat-sys-on-surface-variant);

      &:hover {
        background: var(--mat-sys-surface-container-highest);
        text-decoration: none;
      }

      &:focus-visible {
        outline-offset: -2px;
      }

      + a {
        border-inline-start: var(--hairline);
      }
    }

    .selected {
      background: var(--mat-sys-secondary-container);
      color: var(--mat-sys-on-secondary-container);
      font-weight: 500;
    }
  `,
})
export class ViewLinksComponent {
  /** "Views of the profiles". */
  readonly label = input.required<string>();
  readonly views = input.required<readonly ListView[]>();
  readonly selected = input.required<ListView>();
}
