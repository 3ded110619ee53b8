import { writeFileSync } from 'node:fs';
import type { SpecCounts } from '../suites/spec-counts.ts';
import type { Skip } from '../suites/suite.ts';

/** What karma-jasmine says about one spec; karma ships no types. */
interface SpecResult {
  readonly suite: readonly string[];
  readonly description: string;
  readonly success: boolean;
  readonly pending: boolean;
  /** Left out by `fit`, `fdescribe` or a filter. */
  readonly disabled: boolean;
}

/** Karma's end of a run: `error` and `disconnected` stand for a page that could not be loaded, or was lost. */
interface RunResults {
  readonly error: boolean;
  readonly disconnected: boolean;
}

/**
 * Karma reporter: counts what ran in the browser and writes the counts to a file at the end. An object literal, because
 * Karma binds enumerable methods only, and those of a class are not.
 */
export function createCountsReporter(file: string) {
  const skipped: Skip[] = [];
  let passed = 0;
  let failed = 0;
  let leftOut = 0;
  return {
    /** Karma pushes its writers in here; this reporter prints nothing. */
    adapters: [] as unknown[],

    onSpecComplete(_browser: unknown, { suite, description, success, pending, disabled }: SpecResult): void {
      if (disabled) leftOut += 1;
      else if (pending) skipped.push({ name: [...suite, description].join(' '), reason: 'marked as pending' });
      else if (success) passed += 1;
      else failed += 1;
    },

    onRunComplete(_browsers: unknown, { error, disconnected }: RunResults): void {
      // Karma calls a run with focused specs green; for us the specs left out have not passed.
      if (leftOut > 0) console.log(`${leftOut} specs were left out: remove fit, fdescribe and filters.`);
      const failures = failed + (leftOut > 0 ? 1 : 0) + (error || disconnected ? 1 : 0);
      const counts: SpecCounts = { passed, failed: failures, skipped };
      writeFileSync(file, JSON.stringify(counts));
    },
  };
}
