import { Component, input } from '@angular/core';

/** A titled part of a page inside a 1 px outline. `[panel-actions]` go to the right of the title. */
@Component({
  selector: 'app-panel',
  template: `
    <header>
      <h2>{{ heading() }}</h2>
      @if (note()) {
        <p>{{ note() }}</p>
      }
      <span class="actions"><ng-content select="[panel-actions]" /></span>
    </header>
    <div class="body"><ng-content /></div>
  `,
  styleUrl: './panel.component.scss',
})
export class PanelComponent {
  readonly heading = input.required<string>();
  readonly note = input('');
}
