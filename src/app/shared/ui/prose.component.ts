import { Component, computed, input } from '@angular/core';

/** Text of a service in which `…` marks what is typed as it stands: commands, settings. */
@Component({
  selector: 'app-prose',
  template: `
    @for (part of parts(); track $index) {
      @if ($odd) {
        <code>{{ part }}</code>
      } @else {
        <span>{{ part }}</span>
      }
    }
  `,
})
export class ProseComponent {
  readonly text = input.required<string>();

  /** Plain and marked in turn; a mark that nobody closed stays what it is. */
  protected readonly parts = computed(() => {
    const parts = this.text().split('`');
    return parts.length % 2 === 1 ? parts : [this.text()];
  });
}
