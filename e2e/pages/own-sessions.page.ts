import type { Locator, Page } from '@playwright/test';

/** *My sessions* of the console profile. */
export class OwnSessionsPage {
  readonly #table: Locator;

  constructor(page: Page) {
    this.#table = page.getByRole('table', { name: 'My sessions' });
  }

  get rows(): Locator {
    return this.#table.locator('tbody tr');
  }

  get others(): Locator {
    return this.rows.filter({ hasNotText: 'This session' });
  }
}
