import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Overview } from '../../../server/contracts/export-center/statistics.ts';
import { formatCount } from '../shared/util/quantities.ts';
import { wordOfRunError } from '../shared/util/run-error-words.ts';
import type { Span } from './overview-range.ts';
import { failedRunsOf } from './runs-query.ts';

/** The numbers of the failures chart, each leading to its runs. */
@Component({
  selector: 'app-failures-table',
  imports: [RouterLink],
  template: `
    <table aria-label="Failed runs by class">
      <thead>
        <tr>
          <th scope="col">Class</th>
          <th scope="col">Code</th>
          <th scope="col" class="number">Failed runs</th>
        </tr>
      </thead>
      <tbody>
        @for (row of rows(); track row.code) {
          <tr>
            <th scope="row">{{ row.word }}</th>
            <td>
              <code>{{ row.code }}</code>
            </td>
            <td class="number">
              <a [routerLink]="link()" [queryParams]="row.query">{{ formatCount(row.runs) }}</a>
            </td>
          </tr>
        }
      </tbody>
    </table>
  `,
  styleUrl: './chart-table.scss',
})
export class FailuresTableComponent {
  readonly failures = input.required<Overview['failures']>();
  readonly span = input.required<Span>();
  /** Of the runs list. */
  readonly link = input.required<readonly string[]>();

  protected readonly formatCount = formatCount;
  protected readonly rows = computed(() =>
    this.failures().map(({ code, runs }) => ({
      code,
      runs,
      word: wordOfRunError[code],
      query: failedRunsOf(this.span(), code),
    })),
  );
}
