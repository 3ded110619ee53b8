import { inject, Service } from '@angular/core';
import { BrowserLocation } from '../shared/util/browser-location.ts';

const key = 'stella.return';
/** What fits into the cookie of a sign-in; with more than this the BFF leads to the start page. */
const longest = 384;

/**
 * The address that a sign-in comes back to. One with many filters is too long to be sent along: its path is, and the whole
 * of it waits in this tab.
 */
@Service()
export class ReturnAddress {
  readonly #location = inject(BrowserLocation);

  /** For `returnTo`, when the page is left. */
  leave(): string {
    const address = this.#location.current();
    if (address.length <= longest) return address;
    sessionStorage.setItem(key, address);
    return pathOf(address);
  }

  /** Before the first page is shown: puts back what was too long. */
  comeBack(): void {
    const address = sessionStorage.getItem(key);
    sessionStorage.removeItem(key);
    if (address !== null && this.#location.current() === pathOf(address)) this.#location.correct(address);
  }
}

function pathOf(address: string): string {
  return address.split(/[?#]/)[0] ?? '/';
}
