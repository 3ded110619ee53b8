import { DOCUMENT, inject, Service } from '@angular/core';

/** Leaves the console: sign-in, step-up and sign-out are navigations of the whole page, which specs replace. */
@Service()
export class BrowserLocation {
  readonly #location = inject(DOCUMENT).location;
  readonly #history = inject(DOCUMENT).defaultView?.history;

  /** Path, query and fragment of the page shown, fit for `returnTo`. */
  current(): string {
    return `${this.#location.pathname}${this.#location.search}${this.#location.hash}`;
  }

  /** Says where the page is, without going anywhere; before the router has looked. */
  correct(address: string): void {
    this.#history?.replaceState(null, '', address);
  }

  leaveFor(url: string): void {
    this.#location.assign(url);
  }
}
