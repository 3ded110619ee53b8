import { test as base, type BrowserContext } from '@playwright/test';
import { watch } from './record/watch.ts';

export { expect } from '@playwright/test';

interface Fixtures {
  readonly noErrorsInThePages: undefined;
  /** A browser of its own, for a second person or a second place: no cookie and no storage of the first. */
  readonly otherBrowser: BrowserContext;
}

/**
 * Playwright's test, which records what its pages hold and fails as well when one of them logged an error, threw one or
 * broke its security policy. The traffic is recorded by the stack.
 */
export const test = base.extend<Fixtures>({
  noErrorsInThePages: [
    async ({ context }, use) => {
      const { errors, stop } = await watch(context);
      await use(undefined);
      await stop();
      base.expect(errors, 'errors in the pages').toEqual([]);
    },
    { auto: true },
  ],

  otherBrowser: async ({ browser, contextOptions, baseURL }, use) => {
    const context = await browser.newContext({ ...contextOptions, ...(baseURL === undefined ? {} : { baseURL }) });
    const { errors, stop } = await watch(context);
    await use(context);
    await stop();
    await context.close();
    base.expect(errors, 'errors in the pages of the other browser').toEqual([]);
  },
});
