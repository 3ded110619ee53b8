// `npm run check`, before a commit: format, lint, types, specs and the build of the console.
import { initialSize } from './suites/initial-size-suite.ts';
import { runSuites, summaryOf } from './suites/run-suites.ts';
import { consoleSpecs, serverSpecsOnPGlite, serverSpecsWithoutDatabase } from './suites/spec-suites.ts';
import { format, lint, openApi, typeCheck } from './suites/static-suites.ts';

const quick = [lint, typeCheck, format, openApi];
const specs = [serverSpecsOnPGlite(false), serverSpecsWithoutDatabase(false), consoleSpecs, initialSize];
const total = await runSuites([quick, specs], { allowSkips: true });
console.log(`\n${summaryOf(total)}`);
process.exitCode = total.failed > 0 ? 1 : 0;
