import { ContentContainerComponentHarness } from '@angular/cdk/testing';

/** The dialog that asks for the operator's reason. */
export class ReasonDialogHarness extends ContentContainerComponentHarness {
  static readonly hostSelector = 'app-reason-dialog';

  readonly #reason = this.locatorFor('textarea');
  readonly #ticket = this.locatorFor('input');
  readonly #action = this.locatorFor('.action');
  readonly #errors = this.locatorForAll('mat-error');
  readonly #continue = this.locatorFor('button[type="submit"]');
  readonly #cancel = this.locatorFor('button[type="button"]');

  async action(): Promise<string> {
    return (await this.#action()).text();
  }

  async errors(): Promise<string[]> {
    return Promise.all((await this.#errors()).map((error) => error.text()));
  }

  async explain(reason: string, ticket = ''): Promise<void> {
    await (await this.#reason()).setInputValue(reason);
    await (await this.#reason()).dispatchEvent('input');
    await (await this.#ticket()).setInputValue(ticket);
    await (await this.#ticket()).dispatchEvent('input');
    await (await this.#continue()).click();
  }

  async cancel(): Promise<void> {
    await (await this.#cancel()).click();
  }
}
