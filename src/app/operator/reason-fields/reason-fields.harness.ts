import { ComponentHarness, type TestElement } from '@angular/cdk/testing';

/** Reason and ticket in a dialog. */
export class ReasonFieldsHarness extends ComponentHarness {
  static readonly hostSelector = 'app-reason-fields';

  readonly #reason = this.locatorFor('textarea');
  readonly #ticket = this.locatorFor('input');
  readonly #errors = this.locatorForAll('mat-error');

  async type(reason: string, ticket: string): Promise<void> {
    await fill(await this.#reason(), reason);
    await fill(await this.#ticket(), ticket);
  }

  async typed(): Promise<{ readonly reason: string; readonly ticket: string }> {
    const [reason, ticket] = [await this.#reason(), await this.#ticket()];
    return {
      reason: await reason.getProperty<string>('value'),
      ticket: await ticket.getProperty<string>('value'),
    };
  }

  async errors(): Promise<string[]> {
    return Promise.all((await this.#errors()).map((error) => error.text()));
  }
}

async function fill(field: TestElement, text: string): Promise<void> {
  await field.setInputValue(text);
  await field.dispatchEvent('input');
}
