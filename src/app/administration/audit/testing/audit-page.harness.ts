import { settled } from '../../../testing/console-testing.ts';
import { MatMenuHarness } from '@angular/material/menu/testing';
import { PageHarness, settledAround, textsOf } from '../../../testing/page.harness.ts';

/** The audit trail. */
export class AuditPageHarness extends PageHarness {
  static readonly hostSelector = 'app-audit-page';

  readonly #foot = this.locatorFor('[table-foot]');
  readonly #people = this.locatorForAll('.chip');
  readonly #times = this.locatorForAll('app-time-field input');
  readonly #wrong = this.locatorForAll('app-time-field [role="alert"]');
  readonly #progress = this.locatorForOptional('.export');
  readonly #kinds = this.locatorFor(MatMenuHarness.with({ selector: '.kinds' }));
  readonly #export = this.locatorFor(MatMenuHarness.with({ triggerText: /Export/ }));

  foot(): Promise<string> {
    return settledAround(async () => (await this.#foot()).text());
  }

  people(): Promise<string[]> {
    return settledAround(async () => textsOf(await this.#people()));
  }

  kinds(): Promise<string> {
    return settledAround(async () => (await this.#kinds()).getTriggerText());
  }

  chooseKind(word: string): Promise<void> {
    return settledAround(async () => choose(await this.#kinds(), word));
  }

  chooseTime(label: 'From' | 'To', typed: string): Promise<void> {
    return settledAround(async () => {
      const field = (await this.#times())[label === 'From' ? 0 : 1];
      await field?.setInputValue(typed);
      await field?.dispatchEvent('change');
    });
  }

  times(): Promise<string[]> {
    return settledAround(async () =>
      Promise.all((await this.#times()).map((field) => field.getProperty<string>('value'))),
    );
  }

  /** What is said of times that are none. */
  wrongTimes(): Promise<string[]> {
    return settledAround(async () => textsOf(await this.#wrong()));
  }

  export(label: RegExp): Promise<void> {
    return settledAround(async () => choose(await this.#export(), label));
  }

  exportMenu(): Promise<string> {
    return settledAround(async () => {
      const menu = await this.#export();
      await menu.open();
      return await (await this.documentRootLocatorFactory().locatorFor('.mat-mdc-menu-content')()).text();
    });
  }

  exportProgress(): Promise<string | undefined> {
    return settledAround(async () => (await this.#progress())?.text());
  }
}

async function choose(menu: MatMenuHarness, text: string | RegExp): Promise<void> {
  await menu.open();
  await settled();
  await menu.clickItem({ text });
}
