import { Component, computed, effect, inject, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { ConsoleSessionStore } from '../session/console-session.store.ts';
import { DataTableComponent } from '../shared/ui/data-table/data-table.component.ts';
import { TableSkeletonComponent } from '../shared/ui/data-table/table-skeleton.component.ts';
import { DigestComponent } from '../shared/ui/digest.component.ts';
import { EmptyStateComponent } from '../shared/ui/empty-state.component.ts';
import { FactsComponent } from '../shared/ui/facts.component.ts';
import { LoadedViewComponent } from '../shared/ui/loaded/loaded-view.component.ts';
import { PageHeaderComponent } from '../shared/ui/page-header.component.ts';
import { namePage } from '../shared/ui/page-names.ts';
import { PanelComponent } from '../shared/ui/panel.component.ts';
import { RelativeTimeComponent } from '../shared/ui/relative-time.component.ts';
import { SkeletonComponent } from '../shared/ui/skeleton.component.ts';
import { statusOfHold } from '../shared/ui/status/hold-status.ts';
import { StatusChipComponent } from '../shared/ui/status/status-chip.component.ts';
import { formatBytes, formatCount, plural } from '../shared/util/quantities.ts';
import { extentWords, meaningOfState } from './hold-words.ts';
import { HoldStore } from './hold.store.ts';
import { ReviewDateComponent } from './review-date.component.ts';

/** "What does it keep, and why?": one hold, live. */
@Component({
  selector: 'app-hold-page',
  imports: [
    DataTableComponent,
    DigestComponent,
    EmptyStateComponent,
    FactsComponent,
    LoadedViewComponent,
    MatIcon,
    PageHeaderComponent,
    PanelComponent,
    RelativeTimeComponent,
    ReviewDateComponent,
    RouterLink,
    SkeletonComponent,
    StatusChipComponent,
    TableSkeletonComponent,
  ],
  templateUrl: './hold-page.component.html',
  styleUrl: './hold-page.component.scss',
  providers: [HoldStore],
})
export class HoldPageComponent {
  /** From the URL. */
  readonly holdId = input.required<string>();

  protected readonly store = inject(HoldStore);
  protected readonly session = inject(ConsoleSessionStore);
  protected readonly tenantId = computed(() => this.session.tenantId() ?? '');
  protected readonly heading = computed(() => this.store.hold.value()?.name ?? this.holdId());
  protected readonly state = computed(() => {
    const hold = this.store.hold.value();
    return hold === undefined ? '' : meaningOfState[hold.state];
  });
  protected readonly statusOfHold = statusOfHold;
  protected readonly extentWords = extentWords;
  protected readonly formatBytes = formatBytes;
  protected readonly shownOf = computed(() => {
    const covered = this.store.covered.value();
    return covered && `${formatCount(covered.items.length)} of ${formatCount(covered.total)}`;
  });
  protected readonly goneWords = computed(() =>
    plural(this.store.hold.value()?.alreadyGone.length ?? 0, {
      one: '# bundle of its scope had been deleted before the hold took effect. It is not protected.',
      other: '# bundles of its scope had been deleted before the hold took effect. They are not protected.',
    }),
  );

  constructor() {
    effect(() => this.store.show(this.holdId()));
    namePage(() => {
      const hold = this.store.hold.value();
      return hold && { id: hold.holdId, name: hold.name };
    });
  }
}
