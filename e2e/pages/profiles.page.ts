import type { Locator, Page } from '@playwright/test';

export interface ProfileTexts {
  readonly name: string;
  readonly description: string;
}

export class ProfilesPage {
  readonly #page: Page;
  readonly name: Locator;
  readonly description: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.name = page.getByLabel('Name', { exact: true });
    this.description = page.getByLabel('Description');
  }

  /** From the list: opens the form of a new profile and fills it in. */
  async begin({ name, description }: ProfileTexts): Promise<void> {
    await this.#page
      .getByRole('link', { name: 'New profile' })
      .or(this.#page.getByRole('button', { name: 'New profile' }))
      .first()
      .click();
    await this.name.fill(name);
    await this.description.fill(description);
  }

  /** In the form: the kind by its technical name, `mirror:delta`. */
  async choose(kind: string): Promise<void> {
    await this.#page.getByRole('combobox', { name: 'Kind' }).click();
    await this.#page.getByRole('option', { name: kind }).click();
  }

  /** Sends the form, and is on the page of the profile when it returns. */
  async send(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Create profile' }).click();
    await this.#page.waitForURL(/\/profiles\/prof-/);
  }

  async create(texts: ProfileTexts): Promise<void> {
    await this.begin(texts);
    await this.send();
  }
}
