import { PageHarness, textsOf } from '../../testing/page.harness.ts';

/** The page of one run. */
export class RunPageHarness extends PageHarness {
  static readonly hostSelector = 'app-run-page';

  readonly #failure = this.locatorForOptional('app-run-failure');
  readonly #log = this.locatorForAll('.log li');
  readonly #manifest = this.locatorForOptional('pre');

  async failure(): Promise<string | undefined> {
    return (await this.#failure())?.text();
  }

  async log(): Promise<string[]> {
    return textsOf(await this.#log());
  }

  async manifest(): Promise<string | undefined> {
    return (await this.#manifest())?.text();
  }
}
