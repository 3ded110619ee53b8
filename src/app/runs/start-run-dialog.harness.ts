import { ContentContainerComponentHarness } from '@angular/cdk/testing';
import { MatSelectHarness } from '@angular/material/select/testing';

/** The dialog that starts a run. */
export class StartRunDialogHarness extends ContentContainerComponentHarness {
  static readonly hostSelector = 'app-start-run-dialog';

  readonly #profile = this.locatorFor(MatSelectHarness);
  readonly #start = this.locatorFor('button[type="submit"]');
  readonly #error = this.locatorForOptional('app-error-panel');
  readonly #empty = this.locatorForOptional('app-empty-state');

  async profile(): Promise<string> {
    return (await this.#profile()).getValueText();
  }

  async chooseProfile(name: RegExp): Promise<void> {
    await (await this.#profile()).clickOptions({ text: name });
  }

  async start(): Promise<void> {
    await (await this.#start()).click();
  }

  async error(): Promise<string | undefined> {
    return (await this.#error())?.text();
  }

  async empty(): Promise<string | undefined> {
    return (await this.#empty())?.text();
  }
}
