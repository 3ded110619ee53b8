// Jasmine for the specs that run on Node. `npm run spec -- 'server/kernel/**/*.spec.ts'` runs some of them,
// `--filter=REGEX` picks by name, `--seed=N` repeats an order. Jasmine itself fails the spec, or the run, in which a
// promise is rejected unhandled.
import { CountsReporter } from './counts-reporter.ts';
import { specFilesOf, type SpecPart } from './database-specs.ts';

/** Written when the specs have finished; `npm test` reads it. */
const countsFile = process.env['SPEC_COUNTS_FILE'];
const long = process.env['SPEC_LONG'] === '1';
/** All by default. */
const part = process.env['SPEC_PART'] as SpecPart | undefined;

const pattern = '{server,scripts,bench}/**/*.spec.ts';

export default {
  spec_dir: '.',
  spec_files: [...(part ? specFilesOf(part, pattern) : [pattern]), ...(long ? [] : ['!**/*.long.spec.ts'])],
  helpers: ['server/testing/jasmine-helpers.ts'],
  reporters: countsFile ? [new CountsReporter(countsFile)] : [],
  env: { random: true, forbidDuplicateNames: true },
};
