import { BootstrapError } from '../bootstrap/bootstrap-error.mjs';
import { ensureConsoleBuilt } from '../bootstrap/console-build.mjs';
import type { Suite, SuiteResult } from './suite.ts';

/** The console as it is shipped, in dist/console; no work where it is already built from the present sources. */
export const consoleBuild: Suite = {
  title: 'Build of the console',
  run: () => Promise.resolve(build()),
};

function build(): SuiteResult {
  try {
    ensureConsoleBuilt();
    return { passed: 1, failed: 0, skipped: [], output: '' };
  } catch (error) {
    if (!(error instanceof BootstrapError)) throw error;
    return { passed: 0, failed: 1, skipped: [], output: error.message };
  }
}
