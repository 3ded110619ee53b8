import { Component } from '@angular/core';
import { RouterLink, RouterLinkActive } from '@angular/router';

/** The pages of Administration. */
@Component({
  selector: 'app-administration-tabs',
  imports: [RouterLink, RouterLinkActive],
  template: `
    <nav aria-label="Administration">
      @for (page of pages; track page.path) {
        <a [routerLink]="['../', page.path]" routerLinkActive="selected" ariaCurrentWhenActive="page">{{
          page.label
        }}</a>
      }
    </nav>
  `,
  styles: `
    nav {
      display: flex;
      gap: 24px;
      margin: 0 0 16px;
      border-bottom: var(--hairline);
    }

    a {
      padding: 8px 0;
      border-bottom: 2px solid transparent;
      color: var(--mat-sys-on-surface-variant);

      &:hover {
        color: var(--mat-sys-on-surface);
        text-decoration: none;
      }
    }

    .selected {
      border-bottom-color: var(--mat-sys-primary);
      color: var(--mat-sys-on-surface);
      font-weight: 500;
    }
  `,
})
export class AdministrationTabsComponent {
  protected readonly pages = [
    { path: 'audit', label: 'Audit' },
    { path: 'keys', label: 'Signing keys' },
  ];
}
