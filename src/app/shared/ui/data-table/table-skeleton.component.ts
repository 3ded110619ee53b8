import { Component, input } from '@angular/core';
import { SkeletonComponent } from '../skeleton.component.ts';

/** A table before its rows: same frame, same row height, so that nothing jumps when they come. */
@Component({
  selector: 'app-table-skeleton',
  imports: [SkeletonComponent],
  template: `
    <div class="row head"></div>
    @for (row of indexes(rows()); track row) {
      <div class="row">
        @for (column of indexes(columns()); track column) {
          <app-skeleton />
        }
      </div>
    }
  `,
  styles: `
    :host {
      display: block;
      border: var(--hairline);
      border-radius: var(--radius);
      background: var(--mat-sys-surface);
    }

    .row {
      display: grid;
      grid-auto-flow: column;
      grid-auto-columns: 1fr;
      gap: 24px;
      align-items: center;
      height: 40px;
      padding: 0 16px;
    }

    .head {
      height: 36px;
      border-radius: var(--radius) var(--radius) 0 0;
      background: var(--mat-sys-surface-container-low);
    }

    .row + .row {
      border-top: var(--hairline);
    }
  `,
  host: { 'aria-hidden': 'true' },
})
export class TableSkeletonComponent {
  readonly columns = input.required<number>();
  readonly rows = input(8);

  protected readonly indexes = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
}
