import { Service, signal } from '@angular/core';

/**
 * The tenant that this tab works in, from its URL (`/t/<tenant>/…`): two tabs can hold two tenants. Only
 * ConsoleSessionStore changes it; requests, resources and streams read it.
 */
@Service()
export class SelectedTenant {
  readonly #id = signal<string | undefined>(undefined);

  /** Undefined until the first URL of a tenant was opened, and after the session has ended. */
  readonly id = this.#id.asReadonly();

  select(id: string | undefined): void {
    this.#id.set(id);
  }
}
