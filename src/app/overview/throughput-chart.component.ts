import { Component, computed, ElementRef, inject, input, output } from '@angular/core';
import { BarChartModule, ScaleType } from '@swimlane/ngx-charts';
import type { Overview } from '../../../server/contracts/export-center/statistics.ts';
import { DisplayZone } from '../shared/util/display-zone.ts';
import { formatCount } from '../shared/util/quantities.ts';
import { bucketLabel, bucketUnit, countTicks, spreadTicks } from './axis.ts';
import { elementSize } from './element-size.ts';
import type { Throughput, ThroughputColumn, ThroughputSeries } from './throughput.ts';

/** Pixels that a label of the time axis needs. */
const labelWidth = 64;

/** What was pointed at: a column, and the series within it. */
export interface ThroughputChoice {
  readonly column: ThroughputColumn;
  readonly series: ThroughputSeries;
}

/** ngx-charts names what was clicked by the names it was given. */
interface ClickedBar {
  readonly name: string;
  readonly series: string;
}

/** Runs over time as stacked bars, one colour a profile. Its twin is ThroughputTableComponent. */
@Component({
  selector: 'app-throughput-chart',
  imports: [BarChartModule],
  template: `
    @if (size(); as view) {
      <ngx-charts-bar-vertical-stacked
        [view]="view"
        [animations]="false"
        [results]="results()"
        [scheme]="scheme"
        [customColors]="colorOf()"
        [xAxis]="true"
        [yAxis]="true"
        [showXAxisLabel]="true"
        [xAxisLabel]="unit()"
        [showYAxisLabel]="true"
        yAxisLabel="runs"
        [xAxisTicks]="timeTicks()"
        [xAxisTickFormatting]="timeLabel()"
        [trimXAxisTicks]="false"
        [rotateXAxisTicks]="false"
        [yAxisTicks]="countTicks()"
        [yAxisTickFormatting]="countLabel"
        [yScaleMax]="countTicks().at(-1) ?? 1"
        [barPadding]="view[0] < 500 ? 2 : 6"
        (select)="choose($event)"
      >
        <ng-template #tooltipTemplate let-model="model">
          {{ labelOf(model.name) }}, {{ timeLabel()(model.series) }}: {{ model.value }}
        </ng-template>
      </ngx-charts-bar-vertical-stacked>
    }
  `,
  styleUrl: './throughput-chart.component.scss',
})
export class ThroughputChartComponent {
  readonly throughput = input.required<Throughput>();
  readonly bucket = input.required<Overview['bucket']>();
  readonly chosen = output<ThroughputChoice>();

  readonly #zone = inject(DisplayZone).choice;

  protected readonly size = elementSize(inject<ElementRef<HTMLElement>>(ElementRef));
  protected readonly countLabel = formatCount;
  /** Not used, as every series has its colour; ngx-charts wants one. */
  protected readonly scheme = { name: 'series', selectable: false, group: ScaleType.Ordinal, domain: [] };

  /** Series are named by their number, because two profiles may bear one name in different revisions. */
  protected readonly results = computed(() =>
    this.throughput().columns.map(({ at, runs }) => ({
      name: at,
      series: runs.map((value, index) => ({ name: String(index), value })),
    })),
  );
  protected readonly colorOf = computed(() => {
    const { series } = this.throughput();
    return (index: string) => series[Number(index)]?.color ?? '';
  });
  protected readonly timeLabel = computed(() => {
    const [bucket, zone] = [this.bucket(), this.#zone()];
    return (at: string) => bucketLabel(at, bucket, zone);
  });
  protected readonly unit = computed(() =>
    bucketUnit(this.throughput().columns[0]?.at ?? '', this.bucket(), this.#zone()),
  );
  protected readonly timeTicks = computed(() => {
    const room = (this.size()?.[0] ?? 0) / labelWidth;
    return [
      ...spreadTicks(
        this.throughput().columns.map(({ at }) => at),
        room,
      ),
    ];
  });
  protected readonly countTicks = computed(() => [
    ...countTicks(Math.max(0, ...this.throughput().columns.map(({ total }) => total))),
  ]);

  protected labelOf(index: string): string {
    return this.throughput().series[Number(index)]?.label ?? '';
  }

  protected choose(bar: ClickedBar): void {
    const column = this.throughput().columns.find(({ at }) => at === bar.series);
    const series = this.throughput().series[Number(bar.name)];
    if (column !== undefined && series !== undefined) this.chosen.emit({ column, series });
  }
}
