import { BootstrapError } from '../bootstrap/bootstrap-error.mjs';
import { ensureConsoleBuilt } from '../bootstrap/console-build.mjs';
import { findChromium } from '../find-chromium.mjs';
import { skipped, specs } from './spec-suites.ts';
import type { Suite } from './suite.ts';

/** Playwright in Chromium, on the whole stack with the console as it is shipped. */
export const e2e: Suite = {
  title: 'Journeys in the browser',
  async run() {
    if (!findChromium()) return skipped('Journeys in the browser', 'no Chromium');
    try {
      ensureConsoleBuilt();
    } catch (error) {
      if (!(error instanceof BootstrapError)) throw error;
      return { passed: 0, failed: 1, skipped: [], output: error.message };
    }
    return specs('e2e', 'node_modules/@playwright/test/cli.js', ['test', '--config=e2e/playwright.config.ts'], {});
  },
};
