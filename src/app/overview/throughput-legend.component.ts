import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { formatCount } from '../shared/util/quantities.ts';
import type { Span } from './overview-range.ts';
import { runsOf } from './runs-query.ts';
import type { Throughput } from './throughput.ts';

/** The colours of the throughput chart with their profiles and totals, each leading to its runs. */
@Component({
  selector: 'app-throughput-legend',
  imports: [RouterLink],
  template: `
    <ul aria-label="Profiles">
      @for (entry of entries(); track entry.label) {
        <li>
          <span class="swatch" [style.background]="entry.color"></span>
          <a [routerLink]="link()" [queryParams]="entry.query">{{ entry.label }}</a>
          <span class="number">{{ entry.count }}</span>
        </li>
      }
    </ul>
  `,
  styles: `
    ul {
      display: flex;
      flex-wrap: wrap;
      gap: 4px 16px;
      padding: 0;
      font-size: 12px;
      list-style: none;
    }

    li {
      display: flex;
      gap: 6px;
      align-items: center;
    }

    a {
      color: var(--mat-sys-on-surface);
    }

    .swatch {
      width: 10px;
      height: 10px;
      border-radius: 3px;
    }

    .number {
      color: var(--mat-sys-on-surface-variant);
    }
  `,
})
export class ThroughputLegendComponent {
  readonly throughput = input.required<Throughput>();
  readonly span = input.required<Span>();
  /** Of the runs list. */
  readonly link = input.required<readonly string[]>();

  protected readonly entries = computed(() =>
    this.throughput().series.map(({ label, color, profileId, runs }) => ({
      label,
      color,
      count: formatCount(runs),
      query: runsOf(this.span(), profileId),
    })),
  );
}
