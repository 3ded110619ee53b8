import { Component, computed, effect, inject, input } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { Router, RouterLink } from '@angular/router';
import { ConsoleSessionStore } from '../session/console-session.store.ts';
import { DownloadDirective } from '../session/downloads/download.directive.ts';
import { DataRowDirective } from '../shared/ui/data-table/data-row.directive.ts';
import { DataTableComponent } from '../shared/ui/data-table/data-table.component.ts';
import { TableSkeletonComponent } from '../shared/ui/data-table/table-skeleton.component.ts';
import { DigestComponent } from '../shared/ui/digest.component.ts';
import { EmptyStateComponent } from '../shared/ui/empty-state.component.ts';
import { PageLinksComponent } from '../shared/ui/list/page-links.component.ts';
import { SearchFieldComponent } from '../shared/ui/list/search-field.component.ts';
import { LoadedViewComponent } from '../shared/ui/loaded/loaded-view.component.ts';
import { PageHeaderComponent } from '../shared/ui/page-header.component.ts';
import { RelativeTimeComponent } from '../shared/ui/relative-time.component.ts';
import { StatusChipComponent } from '../shared/ui/status/status-chip.component.ts';
import { statusOfVerdict } from '../shared/ui/status/verdict-status.ts';
import { overallVerdict } from '../shared/ui/status/verification.ts';
import { formatBytes } from '../shared/util/quantities.ts';
import { type BundleRow, BundlesStore } from './bundles.store.ts';
import { HeldByComponent } from './held-by.component.ts';

/** "Give it to me": the bundles that are kept, with their verdict and what holds them. */
@Component({
  selector: 'app-bundles-page',
  imports: [
    DataRowDirective,
    DataTableComponent,
    DigestComponent,
    DownloadDirective,
    EmptyStateComponent,
    HeldByComponent,
    LoadedViewComponent,
    MatButton,
    MatIcon,
    MatIconButton,
    PageHeaderComponent,
    PageLinksComponent,
    RelativeTimeComponent,
    RouterLink,
    SearchFieldComponent,
    StatusChipComponent,
    TableSkeletonComponent,
  ],
  templateUrl: './bundles-page.component.html',
  styleUrl: './bundles-page.component.scss',
  providers: [BundlesStore],
})
export class BundlesPageComponent {
  readonly #router = inject(Router);
  readonly #session = inject(ConsoleSessionStore);

  /** From the URL. */
  readonly search = input<string>();
  readonly cursor = input<string>();

  protected readonly store = inject(BundlesStore);
  protected readonly tenantId = computed(() => this.#session.tenantId() ?? '');
  protected readonly mayDownload = computed(() => this.#session.has('export:download'));
  protected readonly formatBytes = formatBytes;
  protected readonly statusOf = ({ run }: BundleRow) => statusOfVerdict[overallVerdict(run.verification)];

  constructor() {
    effect(() => this.store.show({ search: this.search(), cursor: this.cursor() }));
  }

  protected open({ run }: BundleRow): void {
    void this.#router.navigate(['/t', this.tenantId(), 'bundles', run.runId]);
  }
}
