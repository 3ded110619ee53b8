import { Component, computed, effect, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { Router, RouterLink } from '@angular/router';
import type { Hold } from '../../../server/contracts/evidence-locker/hold.ts';
import { ConsoleSessionStore } from '../session/console-session.store.ts';
import { DataRowDirective } from '../shared/ui/data-table/data-row.directive.ts';
import { DataTableComponent } from '../shared/ui/data-table/data-table.component.ts';
import { TableSkeletonComponent } from '../shared/ui/data-table/table-skeleton.component.ts';
import { EmptyStateComponent } from '../shared/ui/empty-state.component.ts';
import { PageLinksComponent } from '../shared/ui/list/page-links.component.ts';
import { SearchFieldComponent } from '../shared/ui/list/search-field.component.ts';
import { ViewLinksComponent } from '../shared/ui/list/view-links.component.ts';
import { LoadedViewComponent } from '../shared/ui/loaded/loaded-view.component.ts';
import { PageHeaderComponent } from '../shared/ui/page-header.component.ts';
import { RelativeTimeComponent } from '../shared/ui/relative-time.component.ts';
import { statusOfHold } from '../shared/ui/status/hold-status.ts';
import { StatusChipComponent } from '../shared/ui/status/status-chip.component.ts';
import { formatBytes, formatCount, plural } from '../shared/util/quantities.ts';
import { scopeWords } from './hold-words.ts';
import { HoldsStore } from './holds.store.ts';
import { allHolds, holdsViewOf, holdsViews } from './holds-views.ts';
import { ReviewDateComponent } from './review-date.component.ts';

/** "What is frozen?": the legal holds of the tenant, live. */
@Component({
  selector: 'app-holds-page',
  imports: [
    DataRowDirective,
    DataTableComponent,
    EmptyStateComponent,
    LoadedViewComponent,
    MatButton,
    MatIcon,
    PageHeaderComponent,
    PageLinksComponent,
    RelativeTimeComponent,
    ReviewDateComponent,
    RouterLink,
    SearchFieldComponent,
    StatusChipComponent,
    TableSkeletonComponent,
    ViewLinksComponent,
  ],
  templateUrl: './holds-page.component.html',
  styleUrl: './holds-page.component.scss',
  providers: [HoldsStore],
})
export class HoldsPageComponent {
  readonly #router = inject(Router);

  /** From the URL. */
  readonly view = input<string>();
  readonly sort = input<string>();
  readonly search = input<string>();
  readonly cursor = input<string>();

  protected readonly store = inject(HoldsStore);
  protected readonly session = inject(ConsoleSessionStore);
  protected readonly tenantId = computed(() => this.session.tenantId() ?? '');
  protected readonly mayHold = computed(() => this.session.has('evidence:hold'));
  protected readonly views = holdsViews;
  protected readonly selectedView = computed(() => holdsViewOf(this.view()));
  protected readonly isFiltered = computed(() => this.search() !== undefined || this.selectedView() !== allHolds);
  protected readonly statusOfHold = statusOfHold;
  protected readonly scopeWords = scopeWords;
  protected readonly formatBytes = formatBytes;
  protected readonly formatCount = formatCount;
  protected readonly newsText = computed(() =>
    plural(this.store.news(), { one: '# hold has changed', other: '# holds have changed' }),
  );
  /** The order by review date begins with the most urgent. */
  protected readonly reviewOrder = computed(() =>
    this.sort() === 'reviewAt' ? 'ascending' : this.sort() === '-reviewAt' ? 'descending' : null,
  );
  protected readonly reviewSort = computed(() => {
    const next = { ascending: '-reviewAt', descending: null } as const;
    const order = this.reviewOrder();
    return { sort: order === null ? 'reviewAt' : next[order], cursor: null };
  });

  constructor() {
    effect(() =>
      this.store.show({ view: this.view(), sort: this.sort(), search: this.search(), cursor: this.cursor() }),
    );
  }

  protected open({ holdId }: Hold): void {
    void this.#router.navigate(['/t', this.tenantId(), 'holds', holdId]);
  }
}
