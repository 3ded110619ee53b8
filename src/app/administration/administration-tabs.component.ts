import { Component } from '@angular/core';
import { RouterLink, RouterLinkActive } from '@angular/router';

/** The pages of Administration. */
@Component({
  selector: 'app-administration-tabs',
  imports: [RouterLink, RouterLinkActive],
  template: `
    <nav class="tabs" aria-label="Administration">
      @for (page of pages; track page.path) {
        <a [routerLink]="['../', page.path]" routerLinkActive="selected" ariaCurrentWhenActive="page">{{
          page.label
        }}</a>
      }
    </nav>
  `,
  styleUrl: '../shared/ui/tabs.scss',
})
export class AdministrationTabsComponent {
  protected readonly pages = [
    { path: 'audit', label: 'Audit' },
    { path: 'keys', label: 'Signing keys' },
  ];
}
