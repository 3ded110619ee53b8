import { findChromium } from '../find-chromium.mjs';
import { consoleBuild } from './console-build-suite.ts';
import { skipped, specs } from './spec-suites.ts';
import type { Suite } from './suite.ts';

/** Playwright in Chromium, on the whole stack with the console as it is shipped. */
export const e2e: Suite = {
  title: 'Journeys in the browser',
  async run() {
    if (!findChromium()) return skipped('Journeys in the browser', 'no Chromium');
    const build = await consoleBuild.run();
    if (build.failed > 0) return build;
    return specs('e2e', 'node_modules/@playwright/test/cli.js', ['test', '--config=e2e/playwright.config.ts'], {});
  },
};
