import { inject, Service } from '@angular/core';
import { ConsoleSessionStore } from './console-session.store.ts';
import { SelectedTenant } from './selected-tenant.ts';

/**
 * What a person has typed and not yet sent, kept for this tab: it survives a reload, the end of the session and signing in
 * again, and is found only by the same person in the same tenant.
 */
@Service()
export class FormDrafts {
  readonly #tenant = inject(SelectedTenant).id;
  readonly #session = inject(ConsoleSessionStore);

  /** `form`: the path of the page below its tenant. Undefined where nothing is kept; else what the caller kept. */
  read(form: string): unknown {
    const text = sessionStorage.getItem(this.#keyOf(form));
    return text === null ? undefined : JSON.parse(text);
  }

  keep(form: string, draft: object): void {
    sessionStorage.setItem(this.#keyOf(form), JSON.stringify(draft));
  }

  drop(form: string): void {
    sessionStorage.removeItem(this.#keyOf(form));
  }

  #keyOf(form: string): string {
    return ['stella.draft', this.#session.session()?.subject, this.#tenant(), form].join(' ');
  }
}
