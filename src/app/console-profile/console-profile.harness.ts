import { ComponentHarness } from '@angular/cdk/testing';

/** The console profile, by what a person reads on it. */
export class ConsoleProfileHarness extends ComponentHarness {
  static readonly hostSelector = 'app-console-profile';

  readonly #state = this.locatorFor('app-page-header .state');
  readonly #names = this.locatorForAll('dt');
  readonly #values = this.locatorForAll('dd');
  readonly #scopes = this.locatorForAll('.scope');
  readonly #tokenRows = this.locatorForAll('tbody tr');
  readonly #tokenFoot = this.locatorForOptional('[table-foot]');
  readonly #alerts = this.locatorForAll('[role="alert"]');
  readonly #busy = this.locatorForAll('[aria-busy="true"]');
  readonly #empty = this.locatorForAll('app-empty-state');
  readonly #buttons = this.locatorForAll('button');

  async state(): Promise<string> {
    return (await this.#state()).text();
  }

  /** The value beside a name: `fact('User name')`. */
  async fact(name: string): Promise<string> {
    const names = await Promise.all((await this.#names()).map((element) => element.text()));
    const value = (await this.#values())[names.indexOf(name)];
    if (value === undefined) throw new Error(`There is no fact "${name}" among ${names.join(', ')}.`);
    return value.text();
  }

  async scopes(): Promise<string[]> {
    return textsOf(await this.#scopes());
  }

  async tokens(): Promise<string[]> {
    return textsOf(await this.#tokenRows());
  }

  async refreshToken(): Promise<string | undefined> {
    return (await this.#tokenFoot())?.text();
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

  async press(label: string): Promise<void> {
    for (const button of await this.#buttons()) {
      if ((await button.text()) === label) return button.click();
    }
    throw new Error(`There is no button "${label}".`);
  }
}

function textsOf(elements: readonly { text(): Promise<string> }[]): Promise<string[]> {
  return Promise.all(elements.map((element) => element.text()));
}
