import { Component, computed, effect, inject, input } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { Router, RouterLink } from '@angular/router';
import type { Run } from '../../../server/contracts/export-center/run.ts';
import { ConsoleSessionStore } from '../session/console-session.store.ts';
import { DataRowDirective } from '../shared/ui/data-table/data-row.directive.ts';
import { DataTableComponent } from '../shared/ui/data-table/data-table.component.ts';
import { TableSkeletonComponent } from '../shared/ui/data-table/table-skeleton.component.ts';
import { EmptyStateComponent } from '../shared/ui/empty-state.component.ts';
import { PageLinksComponent } from '../shared/ui/list/page-links.component.ts';
import { SearchFieldComponent } from '../shared/ui/list/search-field.component.ts';
import { type ListView, ViewLinksComponent } from '../shared/ui/list/view-links.component.ts';
import { LoadedViewComponent } from '../shared/ui/loaded/loaded-view.component.ts';
import { PageHeaderComponent } from '../shared/ui/page-header.component.ts';
import { RelativeTimeComponent } from '../shared/ui/relative-time.component.ts';
import { statusOfRun } from '../shared/ui/status/run-status.ts';
import { StatusChipComponent } from '../shared/ui/status/status-chip.component.ts';
import { plural } from '../shared/util/quantities.ts';
import { RunDurationComponent } from './run-duration.component.ts';
import { RunResultComponent } from './run-result.component.ts';
import { RunVerificationChipComponent } from './run-verification-chip.component.ts';
import { allRuns, runsViewOf, runsViews } from './runs-views.ts';
import { RunsStore } from './runs.store.ts';
import { StartRun } from './start-run.ts';

/** The views as links of this page. */
const viewLinks: readonly ListView[] = runsViews.map(({ id, label }) => ({
  label,
  query: { view: id === allRuns.id ? null : id, cursor: null },
}));

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
    PageLinksComponent,
    RelativeTimeComponent,
    RouterLink,
    RunDurationComponent,
    RunResultComponent,
    SearchFieldComponent,
    RunVerificationChipComponent,
    StatusChipComponent,
    TableSkeletonComponent,
    ViewLinksComponent,
  ],
  templateUrl: './runs-page.component.html',
  styleUrl: './runs-page.component.scss',
  providers: [RunsStore],
})
export class RunsPageComponent {
  readonly #router = inject(Router);
  readonly #startRun = inject(StartRun);

  /** From the URL. */
  readonly view = input<string>();
  readonly profileId = input<string>();
  readonly errorCode = input<string>();
  readonly from = input<string>();
  readonly to = input<string>();
  readonly search = input<string>();
  readonly cursor = input<string>();

  protected readonly store = inject(RunsStore);
  protected readonly session = inject(ConsoleSessionStore);
  protected readonly tenantId = computed(() => this.session.tenantId() ?? '');
  protected readonly mayRun = computed(() => this.session.has('export:run'));
  protected readonly views = viewLinks;
  protected readonly selectedView = computed(() => {
    const index = runsViews.indexOf(runsViewOf(this.view()));
    return viewLinks[index] ?? { label: '', query: {} };
  });
  protected readonly statusOfRun = statusOfRun;
  protected readonly newRunsText = computed(() =>
    plural(this.store.newRuns(), { one: '# new run', other: '# new runs' }),
  );
  protected readonly isFiltered = computed(
    () => runsViewOf(this.view()) !== allRuns || this.store.filters().length > 0,
  );

  constructor() {
    effect(() =>
      this.store.show({
        view: this.view(),
        profileId: this.profileId(),
        errorCode: this.errorCode(),
        from: this.from(),
        to: this.to(),
        search: this.search(),
        cursor: this.cursor(),
      }),
    );
  }

  protected open(run: Run): void {
    void this.#router.navigate(['/t', this.tenantId(), 'runs', run.runId]);
  }

  protected startRun(): void {
    void this.#startRun.ask();
  }
}
