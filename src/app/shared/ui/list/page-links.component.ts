import { Component, computed, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import type { Page } from '../../../../../server/contracts/lists.ts';
import { formatCount } from '../../util/quantities.ts';

/** "50 of 1,204" and the way to the other pages of a list: `<app-page-links table-foot [page]="page" [cursor]="cursor()" />`. */
@Component({
  selector: 'app-page-links',
  imports: [MatButton, RouterLink],
  template: `
    <span>{{ counted() }}</span>
    @if (cursor()) {
      <a matButton [routerLink]="[]" [queryParams]="{ cursor: null }" queryParamsHandling="merge">First page</a>
    }
    @if (page().nextCursor; as next) {
      <a matButton [routerLink]="[]" [queryParams]="{ cursor: next }" queryParamsHandling="merge">Next page</a>
    }
  `,
  styles: `
    span {
      margin-inline-end: auto;
    }
  `,
})
export class PageLinksComponent {
  readonly page = input.required<Page<unknown>>();
  /** Of the page shown; undefined on the first. */
  readonly cursor = input<string>();

  protected readonly counted = computed(
    () => `${formatCount(this.page().items.length)} of ${formatCount(this.page().total)}`,
  );
}
