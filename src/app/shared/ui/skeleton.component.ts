import { Component, computed, input } from '@angular/core';

/** Lines in the shape of the text that will come. Decoration only: the region around it carries `aria-busy`. */
@Component({
  selector: 'app-skeleton',
  template: `
    @for (width of widths(); track $index) {
      <span [style.inline-size.%]="width"></span>
    }
  `,
  styleUrl: './skeleton.component.scss',
  host: { 'aria-hidden': 'true' },
})
export class SkeletonComponent {
  readonly lines = input(1);

  /** Uneven, as text is, and the same at each drawing. */
  protected readonly widths = computed(() =>
    Array.from({ length: this.lines() }, (_, line) => 92 - ((line * 23) % 48)),
  );
}
