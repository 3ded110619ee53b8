import type { Suite, SuiteResult } from './suite.ts';

/** Most suites keep one core busy, and CI has two. */
const atOnce = 2;

export interface Total {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Runs the stages one after the other, and the suites of a stage in their order, two at a time: a heading and one line
 * for each suite when it has ended, the tools' own words only where something failed, every skipped test by name with
 * its reason. Where skips are not allowed, a skipped test has failed.
 */
export async function runSuites(
  stages: readonly (readonly Suite[])[],
  { allowSkips }: { allowSkips: boolean },
): Promise<Total> {
  const results: SuiteResult[] = [];
  for (const stage of stages) {
    const waiting = stage.values();
    const lane = async (): Promise<void> => {
      for (const suite of waiting) results.push(await runSuite(suite));
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
  }
  const sum = (count: (result: SuiteResult) => number) => results.reduce((total, result) => total + count(result), 0);
  const skipped = sum((result) => result.skipped.length);
  const failed = sum((result) => result.failed);
  return {
    passed: sum((result) => result.passed),
    failed: allowSkips ? failed : failed + skipped,
    skipped: allowSkips ? skipped : 0,
  };
}

async function runSuite(suite: Suite): Promise<SuiteResult> {
  const started = performance.now();
  const result = await suite.run();
  console.log(`\n── ${suite.title}`);
  print(result, Math.round((performance.now() - started) / 1000));
  return result;
}

/** The last line of `npm test`, as people and CI read it: `12 passed, 0 failed`, and `, 1 skipped` where any was. */
export function summaryOf({ passed, failed, skipped }: Total): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function print({ passed, failed, skipped, output }: SuiteResult, seconds: number): void {
  if (failed > 0) console.log(output.trimEnd());
  for (const { name, reason } of skipped) console.log(`   skipped: ${name} (${reason})`);
  console.log(`   ${summaryOf({ passed, failed, skipped: skipped.length })} · ${seconds} s`);
}
