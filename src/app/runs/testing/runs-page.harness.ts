import { PageHarness, textsOf } from '../../testing/page.harness.ts';

/** The list of runs. */
export class RunsPageHarness extends PageHarness {
  static readonly hostSelector = 'app-runs-page';

  readonly #filters = this.locatorForAll('.chip');
  readonly #search = this.locatorFor('input[type="search"]');
  readonly #foot = this.locatorFor('[table-foot]');

  async filters(): Promise<string[]> {
    return textsOf(await this.#filters());
  }

  async searchFor(text: string): Promise<void> {
    await (await this.#search()).setInputValue(text);
    await (await this.#search()).dispatchEvent('change');
  }

  async foot(): Promise<string> {
    return (await this.#foot()).text();
  }
}
