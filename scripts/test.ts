// `npm test`: everything a newcomer and CI run. The last line is `N passed, N failed`, `, N skipped` where any was.
//   --only=static|server|console|e2e   one part
//   --long                             the long specs too (`npm run test:long`)
//   --no-skips                         a skipped test fails; so it does where CI=true
import { parseArgs } from 'node:util';
import { runSuites, summaryOf } from './suites/run-suites.ts';
import { e2e } from './suites/e2e-suite.ts';
import { initialSize } from './suites/initial-size-suite.ts';
import {
  consoleSpecs,
  serverSpecsOnPGlite,
  serverSpecsOnPostgres,
  serverSpecsWithoutDatabase,
} from './suites/spec-suites.ts';
import { lint, openApi, typeCheck } from './suites/static-suites.ts';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    long: { type: 'boolean', default: false },
    'no-skips': { type: 'boolean', default: process.env['CI'] === 'true' },
  },
});

const { long } = options;
/** Suites in the order in which they start: what takes long before what fills the time beside it. */
const parts = {
  static: [lint, typeCheck, openApi],
  server: [serverSpecsOnPGlite(long), serverSpecsOnPostgres(long), serverSpecsWithoutDatabase(long)],
  console: [consoleSpecs, initialSize],
  e2e: [e2e],
};

const { only } = options;
if (only !== undefined && !isPart(only)) {
  console.error(`--only=${only}: known parts are ${Object.keys(parts).join(', ')}`);
  process.exit(2);
}

// A browser and a whole stack have both cores to themselves.
const everything = [[...parts.static, ...parts.server, ...parts.console], parts.e2e];
const total = await runSuites(only ? [parts[only]] : everything, { allowSkips: !options['no-skips'] });
console.log(`\n${summaryOf(total)}`);
process.exitCode = total.failed > 0 ? 1 : 0;

function isPart(name: string): name is keyof typeof parts {
  return Object.hasOwn(parts, name);
}
