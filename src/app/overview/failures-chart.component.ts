import { Component, computed, ElementRef, inject, input, output } from '@angular/core';
import { BarChartModule, ScaleType } from '@swimlane/ngx-charts';
import type { RunErrorCode } from '../../../server/contracts/errors.ts';
import type { Overview } from '../../../server/contracts/export-center/statistics.ts';
import { formatCount } from '../shared/util/quantities.ts';
import { wordOfRunError } from '../shared/util/run-error-words.ts';
import { countTicks } from './axis.ts';
import { elementSize } from './element-size.ts';

/** Failed runs by class as horizontal bars, each labelled with its number. Its twin is FailuresTableComponent. */
@Component({
  selector: 'app-failures-chart',
  imports: [BarChartModule],
  template: `
    @if (size(); as view) {
      <ngx-charts-bar-horizontal
        [view]="view"
        [animations]="false"
        [results]="results()"
        [scheme]="scheme"
        [customColors]="color"
        [xAxis]="true"
        [yAxis]="true"
        [showXAxisLabel]="true"
        xAxisLabel="failed runs"
        [xAxisTicks]="countTicks()"
        [xAxisTickFormatting]="countLabel"
        [xScaleMax]="countTicks().at(-1) ?? 1"
        [yAxisTickFormatting]="wordOf"
        [trimYAxisTicks]="false"
        [showDataLabel]="true"
        [dataLabelFormatting]="countLabel"
        [barPadding]="padding()"
        [roundEdges]="false"
        (select)="chosen.emit($event.name)"
      >
        <ng-template #tooltipTemplate let-model="model">
          {{ wordOf(model.name) }} ({{ model.name }}): {{ model.value }}
        </ng-template>
      </ngx-charts-bar-horizontal>
    }
  `,
  styleUrl: './failures-chart.component.scss',
})
export class FailuresChartComponent {
  readonly failures = input.required<Overview['failures']>();
  readonly chosen = output<RunErrorCode>();

  protected readonly size = elementSize(inject<ElementRef<HTMLElement>>(ElementRef));
  protected readonly countLabel = formatCount;
  protected readonly color = () => 'var(--status-failure-ink)';
  protected readonly wordOf = (code: string): string => wordOfRunError[code as RunErrorCode];
  protected readonly scheme = { name: 'failures', selectable: false, group: ScaleType.Ordinal, domain: [] };

  protected readonly results = computed(() => this.failures().map(({ code, runs }) => ({ name: code, value: runs })));
  protected readonly countTicks = computed(() => [
    ...countTicks(Math.max(0, ...this.failures().map(({ runs }) => runs))),
  ]);
  /** A single class must not become one bar as high as the chart. */
  protected readonly padding = computed(() => {
    const slot = (this.size()?.[1] ?? 0) / Math.max(1, this.failures().length);
    return Math.max(6, slot - 28);
  });
}
