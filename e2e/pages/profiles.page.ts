import type { Page } from '@playwright/test';

export class ProfilesPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async create({ name, description }: { name: string; description: string }): Promise<void> {
    await this.#page
      .getByRole('link', { name: 'New profile' })
      .or(this.#page.getByRole('button', { name: 'New profile' }))
      .first()
      .click();
    await this.#page.getByLabel('Name', { exact: true }).fill(name);
    await this.#page.getByLabel('Description').fill(description);
    await this.#page.getByRole('button', { name: 'Create profile' }).click();
    await this.#page.waitForURL(/\/profiles\/prof-/);
  }
}
