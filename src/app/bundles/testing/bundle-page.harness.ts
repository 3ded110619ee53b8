import { PageHarness, textsOf } from '../../testing/page.harness.ts';

/** The page of one bundle. */
export class BundlePageHarness extends PageHarness {
  static readonly hostSelector = 'app-bundle-page';

  readonly #holds = this.locatorForAll('.holds li');
  readonly #commands = this.locatorForAll('app-bundle-commands pre');

  async holds(): Promise<string[]> {
    return textsOf(await this.#holds());
  }

  async commands(): Promise<string[]> {
    return textsOf(await this.#commands());
  }
}
