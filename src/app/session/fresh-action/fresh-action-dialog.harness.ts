import { ContentContainerComponentHarness } from '@angular/cdk/testing';
import { ReasonFieldsHarness } from '../../operator/reason-fields/reason-fields.harness.ts';

/** The question before an action that needs a fresh sign-in. */
export class FreshActionDialogHarness extends ContentContainerComponentHarness {
  static readonly hostSelector = 'app-fresh-action-dialog';

  readonly #buttons = this.locatorForAll('button');
  readonly #due = this.locatorForOptional('.due');
  readonly #fields = this.locatorForOptional(ReasonFieldsHarness);

  async text(): Promise<string> {
    return (await this.host()).text();
  }

  /** What it says of the sign-in; undefined while that is fresh. */
  async signInFirst(): Promise<string | undefined> {
    return (await this.#due())?.text();
  }

  /** Undefined where nobody is asked why, or not yet. */
  async reason(): Promise<{ readonly reason: string; readonly ticket: string } | undefined> {
    return (await this.#fields())?.typed();
  }

  async errors(): Promise<string[]> {
    return (await (await this.#fields())?.errors()) ?? [];
  }

  async explain(reason: string, ticket = ''): Promise<void> {
    await (await this.locatorFor(ReasonFieldsHarness)()).type(reason, ticket);
  }

  async press(label: string): Promise<void> {
    for (const button of await this.#buttons()) {
      if ((await button.text()) === label) return button.click();
    }
    throw new Error(`There is no button "${label}".`);
  }
}
