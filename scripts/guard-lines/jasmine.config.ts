// Runs a spec file until its first failure, and writes what happened to GUARD_LINES_RESULT.
import { writeFileSync } from 'node:fs';
import type { SpecRun } from './run-spec.ts';

const run: { executed: number; failed: string[] } = { executed: 0, failed: [] };

const reporter: jasmine.CustomReporter = {
  specDone({ status, fullName }) {
    if (status === 'passed' || status === 'failed') run.executed += 1;
    if (status === 'failed') run.failed.push(fullName);
  },
  suiteDone({ failedExpectations, fullName }) {
    if (failedExpectations.length > 0) run.failed.push(`${fullName} (before or after its specs)`);
  },
  jasmineDone() {
    writeFileSync(process.env['GUARD_LINES_RESULT'] ?? '', JSON.stringify(run satisfies SpecRun));
  },
};

export default {
  spec_dir: '.',
  spec_files: [],
  helpers: ['server/testing/jasmine-helpers.ts'],
  reporters: [reporter],
  env: { random: false, stopOnSpecFailure: true, forbidDuplicateNames: true },
};
