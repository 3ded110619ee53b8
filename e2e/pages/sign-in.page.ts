import type { Page } from '@playwright/test';

/** Users of the embedded authority (README); one a role, and the admin of another tenant. */
export type DemoUser = 'operator' | 'admin' | 'responder' | 'officer' | 'viewer' | 'globex-admin';

/** The sign-in page of the embedded authority. */
export class SignInPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Fills in the form, and is back in the console when it returns. */
  async signInAs(user: DemoUser): Promise<void> {
    await this.#page.getByLabel('User name').fill(user);
    await this.#page.getByLabel('Password').fill('evidence');
    await this.#page.getByRole('button', { name: 'Sign in' }).click();
    await this.#page.waitForURL((url) => url.hostname === 'localhost');
  }
}
