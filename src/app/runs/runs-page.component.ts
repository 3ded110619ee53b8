import { Component, computed, effect, inject, input } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { Router, RouterLink } from '@angular/router';
import type { Run } from '../../../server/contracts/export-center/run.ts';
import { ConsoleSessionStore } from '../session/console-session.store.ts';
import { DataRowDirective } from '../shared/ui/data-table/data-row.directive.ts';
import { DataTableComponent } from '../shared/ui/data-table/data-table.component.ts';
import { TableSkeletonComponent } from '../shared/ui/data-table/table-skeleton.component.ts';
import { EmptyStateComponent } from '../shared/ui/empty-state.component.ts';
import { LoadedViewComponent } from '../shared/ui/loaded/loaded-view.component.ts';
import { PageHeaderComponent } from '../shared/ui/page-header.component.ts';
import { RelativeTimeComponent } from '../shared/ui/relative-time.component.ts';
import { statusOfRun } from '../shared/ui/status/run-status.ts';
import { StatusChipComponent } from '../shared/ui/status/status-chip.component.ts';
import { formatCount, plural } from '../shared/util/quantities.ts';
import { RunDurationComponent } from './run-duration.component.ts';
import { RunProgressComponent } from './run-progress.component.ts';
import { RunVerificationChipComponent } from './run-verification-chip.component.ts';
import { RunsStore } from './runs.store.ts';
import { runsViewOf, runsViews } from './runs-views.ts';

/** "What needs me?": the runs of the tenant, live. */
@Component({
  selector: 'app-runs-page',
  imports: [
    DataRowDirective,
    DataTableComponent,
    EmptyStateComponent,
    LoadedViewComponent,
    MatButton,
    MatIcon,
    MatIconButton,
    PageHeaderComponent,
    RelativeTimeComponent,
    RouterLink,
    RunDurationComponent,
    RunProgressComponent,
    RunVerificationChipComponent,
    StatusChipComponent,
    TableSkeletonComponent,
  ],
  templateUrl: './runs-page.component.html',
  styleUrl: './runs-page.component.scss',
  providers: [RunsStore],
})
export class RunsPageComponent {
  readonly #router = inject(Router);
  readonly #dialog = inject(MatDialog);

  /** From the URL. */
  readonly view = input<string>();
  readonly profileId = input<string>();
  readonly errorCode = input<string>();
  readonly search = input<string>();
  readonly cursor = input<string>();

  protected readonly store = inject(RunsStore);
  protected readonly session = inject(ConsoleSessionStore);
  protected readonly tenantId = computed(() => this.session.tenantId() ?? '');
  protected readonly mayRun = computed(() => this.session.has('export:run'));
  protected readonly views = runsViews;
  protected readonly selectedView = computed(() => runsViewOf(this.view()));
  protected readonly statusOfRun = statusOfRun;
  protected readonly formatCount = formatCount;
  protected readonly newRunsText = computed(() =>
    plural(this.store.newRuns(), { one: '# new run', other: '# new runs' }),
  );
  protected readonly isFiltered = computed(() => this.selectedView().id !== 'all' || this.store.filters().length > 0);

  constructor() {
    effect(() =>
      this.store.show({
        view: this.view(),
        profileId: this.profileId(),
        errorCode: this.errorCode(),
        search: this.search(),
        cursor: this.cursor(),
      }),
    );
  }

  protected open(run: Run): void {
    void this.#router.navigate(['/t', this.tenantId(), 'runs', run.runId]);
  }

  protected searchFor(text: string): void {
    const search = text.trim() === '' ? null : text.trim();
    void this.#router.navigate([], { queryParams: { search, cursor: null }, queryParamsHandling: 'merge' });
  }

  protected async startRun(): Promise<void> {
    const { StartRunDialogComponent } = await import('./start-run-dialog.component.ts');
    this.#dialog.open(StartRunDialogComponent, { width: '560px' });
  }
}
