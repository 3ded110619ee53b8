import { PageHarness, settledAround } from '../../testing/page.harness.ts';

export class HoldsPageHarness extends PageHarness {
  static readonly hostSelector = 'app-holds-page';
}

export class HoldPageHarness extends PageHarness {
  static readonly hostSelector = 'app-hold-page';

  readonly #gone = this.locatorForOptional('.gone');

  /** What is said of bundles that had been deleted already; undefined where there are none. */
  gone(): Promise<string | undefined> {
    return settledAround(async () => (await this.#gone())?.text());
  }
}

export class PlaceHoldPageHarness extends PageHarness {
  static readonly hostSelector = 'app-place-hold-page';

  readonly #preview = this.locatorFor('.side');

  preview(): Promise<string> {
    return settledAround(async () => (await this.#preview()).text());
  }
}
