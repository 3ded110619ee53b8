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

/** Karma reporter: counts what ran in the browser and writes the counts to a file at the end. */
export class CountsReporter {
  /** Karma pushes its writers in here; this reporter prints nothing. */
  readonly adapters: unknown[] = [];
  readonly #file: string;
  readonly #skipped: Skip[] = [];
  #passed = 0;
  #failed = 0;
  #leftOut = 0;

  constructor(file: string) {
    this.#file = file;
  }

  onSpecComplete(_browser: unknown, { suite, description, success, pending, disabled }: SpecResult): void {
    if (disabled) this.#leftOut += 1;
    else if (pending) this.#skipped.push({ name: [...suite, description].join(' '), reason: 'marked as pending' });
    else if (success) this.#passed += 1;
    else this.#failed += 1;
  }

  onRunComplete(_browsers: unknown, { error, disconnected }: RunResults): void {
    // Karma calls a run with focused specs green; for us the specs left out have not passed.
    const failed = this.#failed + Math.sign(this.#leftOut) + (error || disconnected ? 1 : 0);
    const counts: SpecCounts = { passed: this.#passed, failed, skipped: this.#skipped };
    writeFileSync(this.#file, JSON.stringify(counts));
  }
}
