import { ComponentHarness, type TestElement } from '@angular/cdk/testing';
import { MatMenuHarness } from '@angular/material/menu/testing';

/** The frame of the console, by what a person sees and does in it. */
export class ShellHarness extends ComponentHarness {
  static readonly hostSelector = 'app-shell';

  readonly #pages = this.locatorForAll('app-rail nav a');
  readonly #crumbs = this.locatorForAll('app-breadcrumbs li');
  readonly #connection = this.locatorFor('app-connection');
  readonly #jobs = this.locatorForOptional('app-running-jobs a');
  readonly #environment = this.locatorForOptional('.environment');
  readonly #build = this.locatorFor('app-build');
  readonly #banner = this.locatorForOptional('.banner');
  readonly #main = this.locatorFor('main');
  readonly #skip = this.locatorFor('.skip');
  readonly #tenantMenu = this.locatorFor(MatMenuHarness.with({ ancestor: 'app-tenant-switcher' }));
  readonly #userMenu = this.locatorFor(MatMenuHarness.with({ ancestor: 'app-user-menu' }));
  readonly #appearanceMenu = this.locatorFor(MatMenuHarness.with({ ancestor: 'app-appearance-menu' }));
  readonly #operatorChip = this.locatorForOptional('app-operator-chip .chip');
  readonly #clearReason = this.locatorFor('app-operator-chip button');
  readonly #bannerButton = this.locatorFor('.banner button');

  async pages(): Promise<string[]> {
    return textsOf(await this.#pages());
  }

  async currentPage(): Promise<string | undefined> {
    for (const page of await this.#pages()) {
      if ((await page.getAttribute('aria-current')) === 'page') return page.text();
    }
    return undefined;
  }

  async openPage(label: string): Promise<void> {
    for (const page of await this.#pages()) if ((await page.text()) === label) return page.click();
    throw new Error(`There is no page "${label}" in the rail.`);
  }

  async breadcrumbs(): Promise<string[]> {
    return textsOf(await this.#crumbs());
  }

  async connection(): Promise<string> {
    return (await this.#connection()).text();
  }

  async runningJobs(): Promise<string | undefined> {
    return (await this.#jobs())?.text();
  }

  async environment(): Promise<string | undefined> {
    return (await this.#environment())?.text();
  }

  async build(): Promise<string> {
    return (await this.#build()).text();
  }

  async banner(): Promise<string | undefined> {
    return (await this.#banner())?.text();
  }

  async staySignedIn(): Promise<void> {
    await (await this.#bannerButton()).click();
  }

  async content(): Promise<string> {
    return (await this.#main()).text();
  }

  async skipToContent(): Promise<boolean> {
    await (await this.#skip()).click();
    return (await this.#main()).isFocused();
  }

  async operatorReason(): Promise<string | undefined> {
    return (await this.#operatorChip())?.text();
  }

  async clearOperatorReason(): Promise<void> {
    await (await this.#clearReason()).click();
  }

  async tenant(): Promise<string> {
    return (await this.#tenantMenu()).getTriggerText();
  }

  async tenantMenuIsOpen(): Promise<boolean> {
    return (await this.#tenantMenu()).isOpen();
  }

  async switchTenant(name: string): Promise<void> {
    await (await this.#tenantMenu()).clickItem({ text: new RegExp(name) });
  }

  async choose(appearance: string): Promise<void> {
    await (await this.#appearanceMenu()).clickItem({ text: new RegExp(appearance) });
  }

  async signOut(): Promise<void> {
    await (await this.#userMenu()).clickItem({ text: /Sign out/ });
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await (await this.host()).sendKeys(key);
  }
}

function textsOf(elements: readonly TestElement[]): Promise<string[]> {
  return Promise.all(elements.map((element) => element.text()));
}
