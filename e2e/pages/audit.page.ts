import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';

/** The audit trail of the tenant. */
export class AuditPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** By the rail. */
  async open(): Promise<void> {
    await this.#page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Administration' }).click();
    await this.#page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor();
  }

  get lines(): Locator {
    return this.#page.getByRole('table', { name: 'Audit trail' }).locator('tbody tr');
  }

  async chooseKind(word: string): Promise<void> {
    await this.#page.getByRole('button', { name: /kinds?$/ }).click();
    await this.#page.getByRole('menuitemcheckbox', { name: word, exact: true }).click();
    await this.#page.keyboard.press('Escape');
  }

  async choosePerson(name: string): Promise<void> {
    await this.lines.getByRole('link', { name }).first().click();
  }

  /** @returns the lines of the file, without its line breaks */
  async export(format: 'CSV' | 'NDJSON'): Promise<string[]> {
    await this.#page.getByRole('button', { name: 'Export' }).click();
    const [download] = await Promise.all([
      this.#page.waitForEvent('download'),
      this.#page.getByRole('menuitem', { name: format }).click(),
    ]);
    const text = await readFile(await download.path(), 'utf8');
    return text.trimEnd().split(/\r?\n/);
  }
}
