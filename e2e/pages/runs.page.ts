import { expect, type Page } from '@playwright/test';

export class RunsPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Starts a run of the profile, and is on its page when it returns. @returns its id */
  async start(profileName: string): Promise<string> {
    await this.#page.getByRole('button', { name: 'Start run' }).first().click();
    const dialog = this.#page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'Profile' }).click();
    await this.#page.getByRole('option', { name: profileName }).click();
    await dialog.getByRole('button', { name: 'Start run' }).click();
    await this.#page.waitForURL(/\/runs\/run-\d{8}-\d+/);
    return /run-\d{8}-\d+/.exec(this.#page.url())?.[0] ?? '';
  }

  /** Follows the page, without reloading it, until the run has ended. */
  async expectStatus(word: string): Promise<void> {
    await expect(this.#page.getByRole('main').getByText(word, { exact: true }).first()).toBeVisible({
      timeout: 60_000,
    });
  }

  async openPart(label: 'Overview' | 'Files' | 'Log' | 'Manifest'): Promise<void> {
    await this.#page.getByRole('navigation', { name: 'Parts of the run' }).getByRole('link', { name: label }).click();
  }
}
