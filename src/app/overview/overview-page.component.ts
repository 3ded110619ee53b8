import { Component, computed, effect, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';
import type { RunErrorCode } from '../../../server/contracts/errors.ts';
import { ConsoleSessionStore } from '../session/console-session.store.ts';
import { EmptyStateComponent } from '../shared/ui/empty-state.component.ts';
import { type ListView, ViewLinksComponent } from '../shared/ui/list/view-links.component.ts';
import { LoadedViewComponent } from '../shared/ui/loaded/loaded-view.component.ts';
import { PageHeaderComponent } from '../shared/ui/page-header.component.ts';
import { PanelComponent } from '../shared/ui/panel.component.ts';
import { SkeletonComponent } from '../shared/ui/skeleton.component.ts';
import { StatusChipComponent } from '../shared/ui/status/status-chip.component.ts';
import { formatCount } from '../shared/util/quantities.ts';
import { EvidencePanelComponent } from './evidence-panel.component.ts';
import { FailuresChartComponent } from './failures-chart.component.ts';
import { FailuresTableComponent } from './failures-table.component.ts';
import { NumberTileComponent, type TileLink } from './number-tile.component.ts';
import { overviewRangeOf, overviewRanges } from './overview-range.ts';
import { tilesOf } from './overview-tiles.ts';
import { OverviewStore } from './overview.store.ts';
import { failedRunsOf, runsOf, type RunsQuery } from './runs-query.ts';
import { ThroughputChartComponent, type ThroughputChoice } from './throughput-chart.component.ts';
import { ThroughputLegendComponent } from './throughput-legend.component.ts';
import { ThroughputTableComponent } from './throughput-table.component.ts';

/** The charts that can be shown as a table, as the URL names them. */
type ChartName = 'throughput' | 'failures';

/** "Is it healthy?": the numbers of the tenant, live. */
@Component({
  selector: 'app-overview-page',
  imports: [
    EmptyStateComponent,
    EvidencePanelComponent,
    FailuresChartComponent,
    FailuresTableComponent,
    LoadedViewComponent,
    MatButton,
    NumberTileComponent,
    PageHeaderComponent,
    PanelComponent,
    RouterLink,
    SkeletonComponent,
    StatusChipComponent,
    ThroughputChartComponent,
    ThroughputLegendComponent,
    ThroughputTableComponent,
    ViewLinksComponent,
  ],
  templateUrl: './overview-page.component.html',
  styleUrl: './overview-page.component.scss',
  providers: [OverviewStore],
})
export class OverviewPageComponent {
  readonly #router = inject(Router);
  readonly #session = inject(ConsoleSessionStore);

  /** From the URL: the range, and which charts are shown as tables. */
  readonly range = input<string>();
  readonly throughput = input<string>();
  readonly failures = input<string>();

  protected readonly store = inject(OverviewStore);
  protected readonly mayImport = computed(() => this.#session.has('export:sources'));
  protected readonly tenantId = computed(() => this.#session.tenantId() ?? '');
  protected readonly runsLink = computed(() => ['/t', this.tenantId(), 'runs']);

  protected readonly ranges: readonly ListView[] = overviewRanges.map(({ id, label }, index) => ({
    label,
    query: { range: index === 0 ? null : id },
  }));
  protected readonly selectedRange = computed(() => {
    const index = overviewRanges.indexOf(this.store.range());
    return this.ranges[index] ?? { label: '', query: {} };
  });

  protected readonly asTable = computed(() => ({
    throughput: this.throughput() === 'table',
    failures: this.failures() === 'table',
  }));

  protected readonly state = computed(() => this.store.health()?.words ?? '');
  protected readonly tiles = computed(() => {
    const statistics = this.store.statistics.value();
    if (statistics === undefined) return [];
    return tilesOf(statistics, this.store.range()).map((tile) => ({ ...tile, link: this.#linkTo(tile.query) }));
  });
  protected readonly holds = computed(() => {
    const total = this.store.activeHolds.value()?.total;
    return {
      value: total === undefined ? '–' : formatCount(total),
      note: this.store.activeHolds.error() === undefined ? 'active now' : 'not known now',
      link: { path: ['/t', this.tenantId(), 'holds'], query: {} },
    };
  });

  constructor() {
    effect(() => this.store.show(overviewRangeOf(this.range())));
  }

  protected toggle(chart: ChartName): void {
    const queryParams = { [chart]: this.asTable()[chart] ? null : 'table' };
    void this.#router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }

  protected openColumn({ column, series }: ThroughputChoice): void {
    this.#openRuns(runsOf(column.span, series.profileId));
  }

  protected openFailures(code: RunErrorCode): void {
    const statistics = this.store.statistics.value();
    if (statistics !== undefined) this.#openRuns(failedRunsOf(statistics, code));
  }

  #openRuns(queryParams: RunsQuery): void {
    void this.#router.navigate(this.runsLink(), { queryParams });
  }

  #linkTo(query: RunsQuery | undefined): TileLink | undefined {
    return query && { path: this.runsLink(), query };
  }
}
