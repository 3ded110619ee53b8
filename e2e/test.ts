import { test as base } from '@playwright/test';

export { expect } from '@playwright/test';

/** Chromium reports each refused request; what the console makes of a refusal is what the journeys look at. */
const refusedRequest = /^Failed to load resource: the server responded with a status of 4\d\d/;

/** Playwright's test, which fails as well when the page logged an error, threw one or broke its security policy. */
export const test = base.extend<{ noErrorsInThePage: undefined }>({
  noErrorsInThePage: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
      page.on('console', (message) => {
        if (message.type() === 'error' && !refusedRequest.test(message.text())) errors.push(message.text());
      });
      await use(undefined);
      base.expect(errors, 'errors in the page').toEqual([]);
    },
    { auto: true },
  ],
});
