import { ComponentHarness, type TestElement } from '@angular/cdk/testing';

/** What every page of an area has, in the words of a person at it. Harnesses of pages extend it. */
export abstract class PageHarness extends ComponentHarness {
  readonly #heading = this.locatorFor('h1');
  readonly #state = this.locatorFor('app-page-header .state');
  readonly #chips = this.locatorForAll('app-page-header app-status-chip');
  readonly #names = this.locatorForAll('dt');
  readonly #values = this.locatorForAll('dd');
  readonly #rows = this.locatorForAll('tbody tr');
  readonly #alerts = this.locatorForAll('app-error-panel, [role="alert"]');
  readonly #empty = this.locatorForAll('app-empty-state');
  readonly #busy = this.locatorForAll('[aria-busy="true"]');
  readonly #controls = this.locatorForAll('button, a');

  async heading(): Promise<string> {
    return (await this.#heading()).text();
  }

  async state(): Promise<string> {
    return (await this.#state()).text();
  }

  /** Statuses beside the heading. */
  async chips(): Promise<string[]> {
    return textsOf(await this.#chips());
  }

  /** The value beside a name: `fact('SHA-256')`. */
  async fact(name: string): Promise<string> {
    const names = await textsOf(await this.#names());
    const value = (await this.#values())[names.indexOf(name)];
    if (value === undefined) throw new Error(`There is no fact "${name}" among ${names.join(', ')}.`);
    return value.text();
  }

  async rows(): Promise<string[]> {
    return textsOf(await this.#rows());
  }

  async openRow(index: number): Promise<void> {
    const row = (await this.#rows())[index];
    if (row === undefined) throw new Error(`There is no row ${index}.`);
    return row.click();
  }

  async errors(): Promise<string[]> {
    return textsOf(await this.#alerts());
  }

  async emptyStates(): Promise<string[]> {
    return textsOf(await this.#empty());
  }

  async isLoading(): Promise<boolean> {
    return (await this.#busy()).length > 0;
  }

  async has(label: string): Promise<boolean> {
    return (await this.#find(label)) !== undefined;
  }

  async isDisabled(label: string): Promise<boolean> {
    const control = await this.control(label);
    return (await control.getAttribute('aria-disabled')) === 'true' || (await control.getProperty('disabled')) === true;
  }

  async press(label: string): Promise<void> {
    return (await this.control(label)).click();
  }

  /** Path and query of a link. */
  async target(label: string): Promise<string | null> {
    return (await this.control(label)).getAttribute('href');
  }

  /** A button or link by its label, or by its text. */
  async control(label: string): Promise<TestElement> {
    const control = await this.#find(label);
    if (control === undefined) throw new Error(`There is no button or link "${label}".`);
    return control;
  }

  async #find(label: string): Promise<TestElement | undefined> {
    for (const control of await this.#controls()) {
      if ((await control.getAttribute('aria-label')) === label || (await control.text()) === label) return control;
    }
    return undefined;
  }
}

export function textsOf(elements: readonly TestElement[]): Promise<string[]> {
  return Promise.all(elements.map((element) => element.text()));
}
