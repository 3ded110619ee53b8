import type { Page } from '@playwright/test';

export class HoldsPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Fills in the form that is open, gives the reason that it asks for, and is on the hold's page when it returns. */
  async place(hold: { name: string; caseId: string; reviewOn: string; reason: string; ticket: string }): Promise<void> {
    await this.#page.getByLabel('Name', { exact: true }).fill(hold.name);
    await this.#page.getByLabel('Case', { exact: true }).fill(hold.caseId);
    await this.#page.getByLabel('Review on').fill(hold.reviewOn);
    await this.#page.getByRole('button', { name: 'Place hold' }).click();
    const dialog = this.#page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill(hold.reason);
    await dialog.getByLabel('Ticket (optional)').fill(hold.ticket);
    await dialog.getByRole('button', { name: 'Continue' }).click();
    await this.#page.waitForURL(/\/holds\/hold-/);
  }
}
