import { computed, inject, Service } from '@angular/core';
import { ConsoleSessionClient } from './console-session.client.ts';

const shortCommit = 7;

/** What answers: version, commit, environment. Read once. */
@Service()
export class StatusStore {
  readonly #status = inject(ConsoleSessionClient).status();

  readonly build = computed(() => {
    if (!this.#status.hasValue()) return undefined;
    const { version, commit } = this.#status.value();
    return { version, commit: commit.slice(0, shortCommit) };
  });

  /** Empty until known. */
  readonly environment = computed(() => (this.#status.hasValue() ? this.#status.value().environment : ''));
}
