import { Component } from '@angular/core';

/** Names and values in two aligned columns: `<dl app-facts><dt>Profile</dt><dd>…</dd></dl>`. */
@Component({
  // eslint: an attribute selector keeps the native list, which screen readers know.
  selector: 'dl[app-facts]',
  template: '<ng-content />',
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(112px, max-content) minmax(0, 1fr);
      gap: 8px 24px;
      align-items: baseline;
    }

    :host ::ng-deep dt {
      color: var(--mat-sys-on-surface-variant);
    }

    :host ::ng-deep dd {
      min-width: 0;
      overflow-wrap: anywhere;
    }
  `,
})
export class FactsComponent {}
