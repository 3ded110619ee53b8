import { ComponentHarness, manualChangeDetection, type TestElement } from '@angular/cdk/testing';
import { MatFormFieldHarness } from '@angular/material/form-field/testing';
import { MatInputHarness } from '@angular/material/input/testing';
import { MatRadioButtonHarness } from '@angular/material/radio/testing';
import { settled } from './console-testing.ts';

/**
 * What a person does and reads on any page of the console; the pages' own harnesses add the words of their area. It waits
 * for what is due, never for calls that are open: those the spec answers. Made by `manualChangeDetection(() => …)`.
 */
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

  heading(): Promise<string> {
    return settledAround(async () => (await this.#heading()).text());
  }

  state(): Promise<string> {
    return settledAround(async () => (await this.#state()).text());
  }

  /** Statuses beside the heading. */
  chips(): Promise<string[]> {
    return settledAround(async () => textsOf(await this.#chips()));
  }

  /** The value beside a name: `fact('SHA-256')`. */
  fact(name: string): Promise<string> {
    return settledAround(async () => {
      const names = await textsOf(await this.#names());
      const value = (await this.#values())[names.indexOf(name)];
      if (value === undefined) throw new Error(`There is no fact "${name}" among ${names.join(', ')}.`);
      return value.text();
    });
  }

  rows(): Promise<string[]> {
    return settledAround(async () => textsOf(await this.#rows()));
  }

  openRow(index: number): Promise<void> {
    return settledAround(async () => {
      const row = (await this.#rows())[index];
      if (row === undefined) throw new Error(`There is no row ${index}.`);
      await row.click();
    });
  }

  errors(): Promise<string[]> {
    return settledAround(async () => textsOf(await this.#alerts()));
  }

  emptyStates(): Promise<string[]> {
    return settledAround(async () => textsOf(await this.#empty()));
  }

  isLoading(): Promise<boolean> {
    return settledAround(async () => (await this.#busy()).length > 0);
  }

  /** The texts of the buttons and links that can be used. */
  actions(): Promise<string[]> {
    return settledAround(async () => {
      const controls = await this.#controls();
      const usable = await Promise.all(controls.map(async (control) => !(await control.matchesSelector('[disabled]'))));
      return textsOf(controls.filter((_, index) => usable[index]));
    });
  }

  has(label: string): Promise<boolean> {
    return settledAround(async () => (await this.#find(label)) !== undefined);
  }

  isDisabled(label: string): Promise<boolean> {
    return settledAround(async () => {
      const control = await this.#control(label);
      const disabled = await control.getProperty('disabled');
      return disabled === true || (await control.getAttribute('aria-disabled')) === 'true';
    });
  }

  press(label: string): Promise<void> {
    return settledAround(async () => (await this.#control(label)).click());
  }

  /** Path and query of a link. */
  target(label: string): Promise<string | null> {
    return settledAround(async () => (await this.#control(label)).getAttribute('href'));
  }

  /** A button or link by its label, or by its text. */
  control(label: string): Promise<TestElement> {
    return settledAround(() => this.#control(label));
  }

  type(label: string, text: string): Promise<void> {
    return settledAround(async () => {
      await (await this.#input(label)).setValue(text);
      await (await this.#input(label)).blur();
    });
  }

  typed(label: string): Promise<string> {
    return settledAround(async () => (await this.#input(label)).getValue());
  }

  errorsAt(label: string): Promise<string[]> {
    return settledAround(async () => (await this.#field(label)).getTextErrors());
  }

  choose(label: string): Promise<void> {
    return settledAround(async () => {
      await (await this.locatorFor(MatRadioButtonHarness.with({ label }))()).check();
    });
  }

  async #control(label: string): Promise<TestElement> {
    const control = await this.#find(label);
    if (control === undefined) throw new Error(`There is no button or link "${label}".`);
    return control;
  }

  async #find(label: string): Promise<TestElement | undefined> {
    for (const control of await this.#controls()) {
      if ((await control.getAttribute('aria-label')) === label || (await control.text()).trim() === label)
        return control;
    }
    return undefined;
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

export function textsOf(elements: readonly TestElement[]): Promise<string[]> {
  return Promise.all(elements.map((element) => element.text()));
}
