import { Component, input } from '@angular/core';

/**
 * The row that every page begins with: title, one line of state in words, actions at the right.
 * `<app-page-header heading="Runs" state="3 runs need action, oldest 42 min"><button actions …></button></app-page-header>`
 */
@Component({
  selector: 'app-page-header',
  template: `
    <div class="title">
      <h1>{{ heading() }}</h1>
      <ng-content select="[beside-title]" />
    </div>
    <p class="state" aria-live="polite">{{ state() }}</p>
    <div class="actions"><ng-content select="[actions]" /></div>
  `,
  styleUrl: './page-header.component.scss',
})
export class PageHeaderComponent {
  readonly heading = input.required<string>();
  /** Announced when it changes, so it states what is, not how far something got. */
  readonly state = input('');
}
