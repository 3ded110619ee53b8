import type { Locator, Page } from '@playwright/test';
import { type DemoUser, SignInPage } from './sign-in.page.ts';

/** The question before what needs a fresh sign-in. */
export class FreshActionDialog {
  readonly #page: Page;
  readonly #dialog: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.#dialog = page.getByRole('dialog');
  }

  get heading(): Locator {
    return this.#dialog.getByRole('heading');
  }

  get reason(): Locator {
    return this.#dialog.getByLabel('Reason');
  }

  get ticket(): Locator {
    return this.#dialog.getByLabel('Ticket (optional)');
  }

  /** What it says while the sign-in is too old. */
  get signInFirst(): Locator {
    return this.#dialog.getByText('This needs a sign-in of the last five minutes');
  }

  async press(verb: string): Promise<void> {
    await this.#dialog.getByRole('button', { name: verb }).click();
  }

  /**
   * Lets the browser believe that the last sign-in is too old, and signs in again by the way that the dialog then offers.
   * Is back at the page, with the dialog open, when it returns.
   */
  async signInAgainAs(user: DemoUser, meanwhile: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    const address = this.#page.url();
    await this.#page.clock.fastForward('06:00');
    await this.signInFirst.waitFor();
    await meanwhile();
    await this.press('Sign in again');
    await this.#page.waitForURL((url) => url.hostname !== 'localhost');
    await this.#page.clock.setSystemTime(Date.now());
    await new SignInPage(this.#page).signInAs(user);
    await this.#page.waitForURL(address);
    await this.heading.waitFor();
  }
}
