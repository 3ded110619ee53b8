import { writeFileSync } from 'node:fs';
import type { FullConfig, Reporter, Suite, TestCase } from '@playwright/test/reporter';
import type { SpecCounts } from '../scripts/suites/spec-counts.ts';

/** Playwright reporter: writes the counts to SPEC_COUNTS_FILE at the end, where `npm test` reads them. */
export default class CountsReporter implements Reporter {
  #tests: readonly TestCase[] = [];

  onBegin(_config: FullConfig, suite: Suite): void {
    this.#tests = suite.allTests();
  }

  onEnd(): void {
    const withOutcome = (outcome: ReturnType<TestCase['outcome']>) =>
      this.#tests.filter((test) => test.outcome() === outcome);
    const counts: SpecCounts = {
      passed: withOutcome('expected').length,
      failed: withOutcome('unexpected').length + withOutcome('flaky').length,
      skipped: withOutcome('skipped').map((test) => ({
        name: test.titlePath().filter(Boolean).join(' › '),
        reason: test.annotations.find(({ type }) => type === 'skip')?.description ?? 'did not run',
      })),
    };
    writeFileSync(process.env['SPEC_COUNTS_FILE'] ?? '', JSON.stringify(counts));
  }

  printsToStdio(): boolean {
    return false;
  }
}
