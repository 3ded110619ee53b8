import { PageHarness, settledAround, textsOf } from '../../testing/page.harness.ts';

export class ProfilesPageHarness extends PageHarness {
  static readonly hostSelector = 'app-profiles-page';
}

export class NewProfilePageHarness extends PageHarness {
  static readonly hostSelector = 'app-new-profile-page';
}

export class ProfilePageHarness extends PageHarness {
  static readonly hostSelector = 'app-profile-page';

  readonly #differences = this.locatorForAll('form app-panel .change app-difference dt');
  readonly #revisions = this.locatorForAll('app-profile-history li');

  /** The properties that the next revision would change. */
  differences(): Promise<string[]> {
    return settledAround(async () => textsOf(await this.#differences()));
  }

  revisions(): Promise<string[]> {
    return settledAround(async () => textsOf(await this.#revisions()));
  }
}
