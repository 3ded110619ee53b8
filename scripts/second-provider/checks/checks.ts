import type { Browser } from '@playwright/test';
import { Person } from '../person.ts';
import type { ProviderUnderTest } from '../provider-under-test.ts';
import type { Report } from '../report.ts';
import type { User } from '../users.ts';

/** What all checks work with. */
export class Checks {
  readonly report: Report;
  readonly provider: ProviderUnderTest;
  readonly origin: string;
  readonly #browser: Browser;

  constructor(report: Report, provider: ProviderUnderTest, origin: string, browser: Browser) {
    this.report = report;
    this.provider = provider;
    this.origin = origin;
    this.#browser = browser;
  }

  /** A person with an empty browser. */
  async meet(user: User): Promise<Person> {
    const context = await this.#browser.newContext();
    context.setDefaultTimeout(60_000);
    return new Person(user, await context.newPage(), this.origin, this.provider);
  }
}
