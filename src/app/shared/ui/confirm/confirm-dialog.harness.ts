import { ContentContainerComponentHarness } from '@angular/cdk/testing';

/** The question before a dangerous action. */
export class ConfirmDialogHarness extends ContentContainerComponentHarness {
  static readonly hostSelector = 'app-confirm-dialog';

  readonly #buttons = this.locatorForAll('button');

  async text(): Promise<string> {
    return (await this.host()).text();
  }

  async press(label: string): Promise<void> {
    for (const button of await this.#buttons()) {
      if ((await button.text()) === label) return button.click();
    }
    throw new Error(`There is no button "${label}".`);
  }
}
