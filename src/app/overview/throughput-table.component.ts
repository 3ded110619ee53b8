import { Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Overview } from '../../../server/contracts/export-center/statistics.ts';
import { DisplayZone } from '../shared/util/display-zone.ts';
import { formatCount } from '../shared/util/quantities.ts';
import { minuteTime } from '../shared/util/times.ts';
import { bucketLabel } from './axis.ts';
import { runsOf } from './runs-query.ts';
import type { Throughput } from './throughput.ts';

/** The numbers of the throughput chart, newest first, each leading to its runs. */
@Component({
  selector: 'app-throughput-table',
  imports: [RouterLink],
  template: `
    <table aria-label="Runs by profile over time">
      <thead>
        <tr>
          <th scope="col">{{ bucket() === 'day' ? 'Day' : 'Hour' }}</th>
          @for (series of throughput().series; track series.label) {
            <th scope="col" class="number">{{ series.label }}</th>
          }
          <th scope="col" class="number">All</th>
        </tr>
      </thead>
      <tbody>
        @for (row of rows(); track row.at) {
          <tr>
            <th scope="row">{{ row.label }}</th>
            @for (cell of row.cells; track $index) {
              <td class="number">
                @if (cell.runs > 0) {
                  <a [routerLink]="link()" [queryParams]="cell.query">{{ formatCount(cell.runs) }}</a>
                } @else {
                  0
                }
              </td>
            }
          </tr>
        }
      </tbody>
    </table>
  `,
  styleUrl: './chart-table.scss',
})
export class ThroughputTableComponent {
  readonly throughput = input.required<Throughput>();
  readonly bucket = input.required<Overview['bucket']>();
  /** Of the runs list. */
  readonly link = input.required<readonly string[]>();

  readonly #zone = inject(DisplayZone).choice;

  protected readonly formatCount = formatCount;
  protected readonly rows = computed(() => {
    const { columns, series } = this.throughput();
    return columns
      .filter(({ total }) => total > 0)
      .toReversed()
      .map(({ at, span, runs, total }) => ({
        at,
        label: this.#label(at),
        cells: [
          ...runs.map((count, index) => ({ runs: count, query: runsOf(span, series[index]?.profileId) })),
          { runs: total, query: runsOf(span, undefined) },
        ],
      }));
  });

  #label(at: string): string {
    return this.bucket() === 'day' ? bucketLabel(at, 'day', this.#zone()) : minuteTime(Date.parse(at), this.#zone());
  }
}
