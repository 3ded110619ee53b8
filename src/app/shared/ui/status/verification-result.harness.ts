import { ComponentHarness } from '@angular/cdk/testing';

/** A verdict in four lines. */
export class VerificationResultHarness extends ComponentHarness {
  static readonly hostSelector = 'app-verification-result';

  readonly #names = this.locatorForAll('dt');
  readonly #verdicts = this.locatorForAll('dd');
  readonly #problems = this.locatorForAll('tbody tr');

  /** `{Signature: 'Passed', Hashes: 'Failed 4 of 5 files', …}`. */
  async lines(): Promise<Record<string, string>> {
    const [names, verdicts] = [await this.#names(), await this.#verdicts()];
    const entries = names.map(async (name, index) => [await name.text(), (await verdicts[index]?.text()) ?? '']);
    return Object.fromEntries(await Promise.all(entries)) as Record<string, string>;
  }

  async problems(): Promise<string[]> {
    return Promise.all((await this.#problems()).map((row) => row.text()));
  }

  /** The whole text, with the line that says when. */
  async text(): Promise<string> {
    return (await this.host()).text();
  }
}
