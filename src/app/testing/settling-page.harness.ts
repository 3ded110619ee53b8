import { ComponentHarness, manualChangeDetection } from '@angular/cdk/testing';
import { MatFormFieldHarness } from '@angular/material/form-field/testing';
import { MatInputHarness } from '@angular/material/input/testing';
import { MatRadioButtonHarness } from '@angular/material/radio/testing';
import { settled } from './console-testing.ts';

/**
 * What a person does and reads on any page of the console; the pages' own harnesses add the words of their area. It waits
 * for what is due, never for calls that are open: those the spec answers. Made by `manualChangeDetection(() => …)`.
 */
export abstract class SettlingPageHarness extends ComponentHarness {
  readonly #state = this.locatorFor('app-page-header .state');
  readonly #heading = this.locatorFor('h1');
  readonly #rows = this.locatorForAll('tbody tr');
  readonly #alerts = this.locatorForAll('[role="alert"]');
  readonly #empty = this.locatorForAll('app-empty-state');
  readonly #busy = this.locatorForAll('[aria-busy="true"]');
  readonly #actions = this.locatorForAll('button, a');
  readonly #names = this.locatorForAll('dt');
  readonly #values = this.locatorForAll('dd');

  heading(): Promise<string> {
    return settledAround(async () => {
      return (await this.#heading()).text();
    });
  }

  state(): Promise<string> {
    return settledAround(async () => {
      return (await this.#state()).text();
    });
  }

  rows(): Promise<string[]> {
    return settledAround(async () => {
      return textsOf(await this.#rows());
    });
  }

  openRow(index: number): Promise<void> {
    return settledAround(async () => {
      await (await this.#rows())[index]?.click();
    });
  }

  alerts(): Promise<string[]> {
    return settledAround(async () => {
      return textsOf(await this.#alerts());
    });
  }

  emptyStates(): Promise<string[]> {
    return settledAround(async () => {
      return textsOf(await this.#empty());
    });
  }

  isLoading(): Promise<boolean> {
    return settledAround(async () => {
      return (await this.#busy()).length > 0;
    });
  }

  /** The labels of the buttons and links that can be used. */
  actions(): Promise<string[]> {
    return settledAround(async () => {
      const actions = await this.#actions();
      const usable = await Promise.all(actions.map(async (action) => !(await action.matchesSelector('[disabled]'))));
      return textsOf(actions.filter((_, index) => usable[index]));
    });
  }

  press(label: string): Promise<void> {
    return settledAround(async () => {
      for (const action of await this.#actions()) {
        if ((await action.text()).trim() === label) return action.click();
      }
      throw new Error(`There is no button or link "${label}".`);
    });
  }

  type(label: string, text: string): Promise<void> {
    return settledAround(async () => {
      await (await this.#input(label)).setValue(text);
      await (await this.#input(label)).blur();
    });
  }

  typed(label: string): Promise<string> {
    return settledAround(async () => {
      return (await this.#input(label)).getValue();
    });
  }

  errorsAt(label: string): Promise<string[]> {
    return settledAround(async () => {
      return (await this.#field(label)).getTextErrors();
    });
  }

  choose(label: string): Promise<void> {
    return settledAround(async () => {
      await (await this.locatorFor(MatRadioButtonHarness.with({ label }))()).check();
    });
  }

  /** The value beside a name: `fact('Case')`. */
  fact(name: string): Promise<string> {
    return settledAround(async () => {
      const names = await textsOf(await this.#names());
      const value = (await this.#values())[names.indexOf(name)];
      if (value === undefined) throw new Error(`There is no fact "${name}" among ${names.join(', ')}.`);
      return value.text();
    });
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

/** What is due happens before it and after it. */
export function settledAround<Result>(action: () => Promise<Result>): Promise<Result> {
  return manualChangeDetection(async () => {
    await settled();
    const result = await action();
    await settled();
    return result;
  });
}

export function textsOf(elements: readonly { text(): Promise<string> }[]): Promise<string[]> {
  return Promise.all(elements.map((element) => element.text()));
}
