import { ContentContainerComponentHarness } from '@angular/cdk/testing';
import { ReasonFieldsHarness } from '../reason-fields/reason-fields.harness.ts';

/** The dialog that asks for the operator's reason. */
export class ReasonDialogHarness extends ContentContainerComponentHarness {
  static readonly hostSelector = 'app-reason-dialog';

  readonly #fields = this.locatorFor(ReasonFieldsHarness);
  readonly #action = this.locatorFor('.action');
  readonly #continue = this.locatorFor('button[type="submit"]');
  readonly #cancel = this.locatorFor('button[type="button"]');

  async action(): Promise<string> {
    return (await this.#action()).text();
  }

  async errors(): Promise<string[]> {
    return (await this.#fields()).errors();
  }

  async type(reason: string, ticket = ''): Promise<void> {
    await (await this.#fields()).type(reason, ticket);
  }

  async typed(): Promise<{ readonly reason: string; readonly ticket: string }> {
    return (await this.#fields()).typed();
  }

  async explain(reason: string, ticket = ''): Promise<void> {
    await this.type(reason, ticket);
    await (await this.#continue()).click();
  }

  async cancel(): Promise<void> {
    await (await this.#cancel()).click();
  }
}
