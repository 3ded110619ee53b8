import { writeFileSync } from 'node:fs';
import type { Skip } from '../suites/suite.ts';
import type { SpecCounts } from '../suites/spec-counts.ts';

/** Jasmine reporter: counts what ran and writes the counts to a file at the end. */
export class CountsReporter implements jasmine.CustomReporter {
  readonly #file: string;
  readonly #skipped: Skip[] = [];
  #passed = 0;
  #failed = 0;

  constructor(file: string) {
    this.#file = file;
  }

  specDone({ status, fullName, pendingReason }: jasmine.SpecResult): void {
    if (status === 'passed') this.#passed += 1;
    if (status === 'failed') this.#failed += 1;
    if (status === 'pending') this.#skipped.push({ name: fullName, reason: pendingReason || 'marked as pending' });
  }

  /** An afterAll that throws is no spec's failure, but one all the same. */
  suiteDone({ failedExpectations }: jasmine.SuiteResult): void {
    if (failedExpectations.length > 0) this.#failed += 1;
  }

  jasmineDone({ failedExpectations }: jasmine.JasmineDoneInfo): void {
    if (failedExpectations.length > 0) this.#failed += 1;
    const counts: SpecCounts = { passed: this.#passed, failed: this.#failed, skipped: this.#skipped };
    writeFileSync(this.#file, JSON.stringify(counts));
  }
}
