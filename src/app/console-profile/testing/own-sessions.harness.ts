import { PageHarness, settledAround } from '../../testing/page.harness.ts';

/** The person's own sessions, as the console profile lists them. */
export class OwnSessionsHarness extends PageHarness {
  static readonly hostSelector = 'app-own-sessions';

  readonly #foot = this.locatorForOptional('[table-foot]');

  foot(): Promise<string | undefined> {
    return settledAround(async () => (await this.#foot())?.text());
  }
}
