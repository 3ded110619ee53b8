import { Component, computed, inject } from '@angular/core';
import { Clock } from '../../shared/util/clock.ts';
import { DisplayZone } from '../../shared/util/display-zone.ts';
import { EventStreams } from '../../shared/util/event-stream/event-streams.ts';
import { connectionWords } from './connection-words.ts';

/** Whether what is on the page is live: a dot and its words. */
@Component({
  selector: 'app-connection',
  template: `
    @if (connection(); as connection) {
      <span class="dot" [attr.data-role]="connection.role" aria-hidden="true"></span>
      <span aria-hidden="true">{{ connection.words }}</span>
    }
    <span class="announcement" role="status">{{ connection()?.announcement }}</span>
  `,
  styleUrl: './connection.component.scss',
})
export class ConnectionComponent {
  readonly #streams = inject(EventStreams);
  readonly #clock = inject(Clock);
  readonly #zone = inject(DisplayZone);

  protected readonly connection = computed(() => {
    const state = this.#streams.state();
    return state && connectionWords(state, this.#clock.now(), this.#zone.choice());
  });
}
