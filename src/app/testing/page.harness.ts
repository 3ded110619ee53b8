import { ComponentHarness } from '@angular/cdk/testing';
import { MatFormFieldHarness } from '@angular/material/form-field/testing';
import { MatInputHarness } from '@angular/material/input/testing';
import { MatRadioButtonHarness } from '@angular/material/radio/testing';

/** What a person does and reads on any page of the console; the pages' own harnesses add the words of their area. */
export abstract class PageHarness extends ComponentHarness {
  readonly #state = this.locatorFor('app-page-header .state');
  readonly #heading = this.locatorFor('h1');
  readonly #rows = this.locatorForAll('tbody tr');
  readonly #alerts = this.locatorForAll('[role="alert"]');
  readonly #empty = this.locatorForAll('app-empty-state');
  readonly #busy = this.locatorForAll('[aria-busy="true"]');
  readonly #actions = this.locatorForAll('button, a');
  readonly #names = this.locatorForAll('dt');
  readonly #values = this.locatorForAll('dd');

  async heading(): Promise<string> {
    return (await this.#heading()).text();
  }

  async state(): Promise<string> {
    return (await this.#state()).text();
  }

  async rows(): Promise<string[]> {
    return textsOf(await this.#rows());
  }

  async openRow(index: number): Promise<void> {
    await (await this.#rows())[index]?.click();
  }

  async alerts(): Promise<string[]> {
    return textsOf(await this.#alerts());
  }

  async emptyStates(): Promise<string[]> {
    return textsOf(await this.#empty());
  }

  async isLoading(): Promise<boolean> {
    return (await this.#busy()).length > 0;
  }

  /** The labels of the buttons and links that can be used. */
  async actions(): Promise<string[]> {
    const actions = await this.#actions();
    const usable = await Promise.all(actions.map(async (action) => !(await action.matchesSelector('[disabled]'))));
    return textsOf(actions.filter((_, index) => usable[index]));
  }

  async press(label: string): Promise<void> {
    for (const action of await this.#actions()) {
      if ((await action.text()).trim() === label) return action.click();
    }
    throw new Error(`There is no button or link "${label}".`);
  }

  async type(label: string, text: string): Promise<void> {
    await (await this.#input(label)).setValue(text);
    await (await this.#input(label)).blur();
  }

  async typed(label: string): Promise<string> {
    return (await this.#input(label)).getValue();
  }

  async errorsAt(label: string): Promise<string[]> {
    return (await this.#field(label)).getTextErrors();
  }

  async choose(label: string): Promise<void> {
    await (await this.locatorFor(MatRadioButtonHarness.with({ label }))()).check();
  }

  /** The value beside a name: `fact('Case')`. */
  async fact(name: string): Promise<string> {
    const names = await textsOf(await this.#names());
    const value = (await this.#values())[names.indexOf(name)];
    if (value === undefined) throw new Error(`There is no fact "${name}" among ${names.join(', ')}.`);
    return value.text();
  }

  #field(label: string): Promise<MatFormFieldHarness> {
    return this.locatorFor(MatFormFieldHarness.with({ floatingLabelText: label }))();
  }

  async #input(label: string): Promise<MatInputHarness> {
    const input = await (await this.#field(label)).getControl(MatInputHarness);
    if (input === null) throw new Error(`There is no text field "${label}".`);
    return input;
  }
}

export function textsOf(elements: readonly { text(): Promise<string> }[]): Promise<string[]> {
  return Promise.all(elements.map((element) => element.text()));
}
