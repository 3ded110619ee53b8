import { PageHarness, textsOf } from '../../testing/page.harness.ts';

/** The overview. */
export class OverviewPageHarness extends PageHarness {
  static readonly hostSelector = 'app-overview-page';

  readonly #labels = this.locatorForAll('app-number-tile .label');
  readonly #values = this.locatorForAll('app-number-tile .value');
  readonly #notes = this.locatorForAll('app-number-tile .note');
  readonly #charts = this.locatorForAll('app-throughput-chart, app-failures-chart');
  readonly #toggles = this.locatorForAll('app-panel button');
  readonly #refused = this.locatorForOptional('details');

  /** `Needs action: 3 (failed, at any time)`. */
  async tiles(): Promise<string[]> {
    const [values, notes] = [await textsOf(await this.#values()), await textsOf(await this.#notes())];
    const labels = await textsOf(await this.#labels());
    return labels.map((label, index) => `${label}: ${values[index] ?? ''} (${notes[index] ?? ''})`);
  }

  /** How many charts are drawn, rather than shown as tables. */
  async charts(): Promise<number> {
    return (await this.#charts()).length;
  }

  /** Shows the nth chart as a table, or back. */
  async toggle(index: number): Promise<void> {
    await (await this.#toggles())[index]?.click();
  }

  async refused(): Promise<string | undefined> {
    return (await this.#refused())?.text();
  }
}
