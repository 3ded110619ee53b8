import { PageHarness, settledAround, textsOf } from '../../testing/page.harness.ts';

/** The console profile, by what a person reads on it. */
export class ConsoleProfileHarness extends PageHarness {
  static readonly hostSelector = 'app-console-profile';

  readonly #scopes = this.locatorForAll('.scope');
  readonly #tokenRows = this.locatorForAll('table[aria-labelledby="tokens-heading"] tbody tr');
  readonly #tokenFoot = this.locatorForOptional('section[aria-labelledby="tokens-heading"] [table-foot]');

  scopes(): Promise<string[]> {
    return settledAround(async () => textsOf(await this.#scopes()));
  }

  tokens(): Promise<string[]> {
    return settledAround(async () => textsOf(await this.#tokenRows()));
  }

  refreshToken(): Promise<string | undefined> {
    return settledAround(async () => (await this.#tokenFoot())?.text());
  }
}
