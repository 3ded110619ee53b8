import type { Page } from '@playwright/test';
import { type DemoUser, SignInPage } from './sign-in.page.ts';

export type Area = 'Overview' | 'Runs' | 'Profiles' | 'Bundles' | 'Holds';

/** The frame around every page of the console. */
export class ShellPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Opens the console and signs in; the first page is the overview of the user's first tenant. */
  async signInAs(user: DemoUser): Promise<void> {
    await this.#page.goto('/');
    await this.#page.getByRole('button', { name: 'Sign in' }).click();
    await new SignInPage(this.#page).signInAs(user);
    await this.#page.waitForURL(/\/t\/[a-z]+\/overview/);
  }

  async open(area: Area): Promise<void> {
    await this.#page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: area }).click();
    await this.#page.getByRole('heading', { level: 1, name: area }).waitFor();
  }

  async openConsoleProfile(): Promise<void> {
    await this.#page.getByRole('button', { name: /user menu$/ }).click();
    await this.#page.getByRole('menuitem', { name: 'Console profile' }).click();
    await this.#page.getByRole('heading', { level: 1, name: 'Console profile' }).waitFor();
  }

  async switchTenant(name: string): Promise<void> {
    await this.#page.getByRole('button', { name: /^Tenant / }).click();
    await this.#page.getByRole('menuitem', { name }).click();
    await this.#page.waitForURL(new RegExp(`/t/${name}/`));
  }

  /** Signs out here and at the OpenID provider, and is back at the console's front page. */
  async signOut(): Promise<void> {
    await this.#chooseSignOut();
    await this.#expectSignedOut();
  }

  /** The same, where the console says first what it costs: as in `A download that may still be under way is cut`. */
  async signOutInSpiteOf(loss: string): Promise<void> {
    await this.#chooseSignOut();
    const dialog = this.#page.getByRole('dialog').filter({ hasText: loss });
    await dialog.getByRole('button', { name: 'Sign out' }).click();
    await this.#expectSignedOut();
  }

  async #chooseSignOut(): Promise<void> {
    await this.#page.getByRole('button', { name: /user menu$/ }).click();
    await this.#page.getByRole('menuitem', { name: 'Sign out' }).click();
  }

  async #expectSignedOut(): Promise<void> {
    await this.#page.waitForURL((url) => url.hostname === 'localhost' && url.pathname === '/');
    await this.#page.getByRole('button', { name: 'Sign in' }).waitFor();
  }
}
