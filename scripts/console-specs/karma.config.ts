// Karma for the console's specs: `ng test`, `ng test --include='src/app/runs/**/*.spec.ts'`, `--filter=REGEX`.
// SPEC_SEED=N repeats an order. Own configuration because Angular's built-in one wants karma-coverage and gives no
// seed, no counts and no choice of Chromium.
import { createRequire } from 'node:module';
import { isatty } from 'node:tty';
import { chromiumFlags, findChromium } from '../find-chromium.mjs';
import { createCountsReporter } from './counts-reporter.ts';

interface KarmaConfiguration {
  set(options: Record<string, unknown>): void;
}

const require = createRequire(import.meta.url);
const countsFile = process.env['SPEC_COUNTS_FILE'];
const seed = process.env['SPEC_SEED'] ?? String(Math.floor(Math.random() * 100_000));

export default function configure(configuration: KarmaConfiguration): void {
  process.env['CHROME_BIN'] = findChromium();
  configuration.set({
    frameworks: ['jasmine'],
    plugins: [
      require('karma-jasmine'),
      require('karma-chrome-launcher'),
      { 'reporter:counts': ['value', createCountsReporter(countsFile ?? '')] },
    ],
    reporters: countsFile ? ['dots', 'counts'] : ['progress'],
    colors: isatty(1),
    customLaunchers: { ChromeHeadlessNoSandbox: { base: 'ChromeHeadless', flags: chromiumFlags } },
    // On a busy machine a form with its overlays takes longer than Jasmine's 5 s.
    client: { jasmine: { random: true, seed, timeoutInterval: 30_000 } },
    logLevel: 'ERROR',
  });
  console.log(`Order of the specs: SPEC_SEED=${seed}`);
}
