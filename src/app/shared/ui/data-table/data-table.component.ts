import { Component, computed, contentChildren, linkedSignal, ViewEncapsulation } from '@angular/core';
import { DataRowDirective } from './data-row.directive.ts';

/**
 * The frame around a native table: outline, 40 px rows, sticky head, right-aligned numbers (`class="number"`), row actions
 * that appear on hover and focus (`class="row-actions"`), and rows driven by keyboard (`<tr appDataRow (opened)="…">`):
 * one tab stop for all rows, arrows, Home and End move, Enter opens. `[table-foot]` takes "50 of 1,204" and *Show more*.
 */
@Component({
  selector: 'app-data-table',
  template: `
    <div class="scroller"><ng-content /></div>
    <ng-content select="[table-foot]" />
  `,
  styleUrl: './data-table.component.scss',
  // The rows are the content of the area's template, so the styles cannot be scoped to this one.
  encapsulation: ViewEncapsulation.None,
  host: { '(keydown)': 'move($event)', '(focusin)': 'follow($event)' },
})
export class DataTableComponent {
  protected readonly rows = contentChildren(DataRowDirective, { descendants: true });

  readonly #focused = linkedSignal<readonly DataRowDirective[], number>({
    source: this.rows,
    computation: (rows, previous) => Math.max(0, Math.min(previous?.value ?? 0, rows.length - 1)),
  });

  /** The row that the tab key reaches. */
  readonly tabStop = computed(() => this.rows()[this.#focused()]);

  protected move(event: KeyboardEvent): void {
    const last = this.rows().length - 1;
    const from = this.rows().findIndex((row) => row.element === event.target);
    if (from === -1) return;
    const to = targetOf[event.key]?.(from, last);
    if (to === undefined) return;
    event.preventDefault();
    this.#focused.set(to);
    this.rows()[to]?.element.focus();
  }

  protected follow(event: FocusEvent): void {
    const index = this.rows().findIndex((row) => row.element.contains(event.target as Node));
    if (index !== -1) this.#focused.set(index);
  }
}

const targetOf: Readonly<Record<string, (from: number, last: number) => number>> = {
  ArrowDown: (from, last) => Math.min(from + 1, last),
  ArrowUp: (from) => Math.max(from - 1, 0),
  Home: () => 0,
  End: (_from, last) => last,
};
