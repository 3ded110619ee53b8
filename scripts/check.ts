// `npm run check`, before a commit: format, lint, types, specs and the build of the console.
import { initialSize } from './suites/initial-size-suite.ts';
import { runSuites, summaryOf } from './suites/run-suites.ts';
import { consoleSpecs, serverSpecsOnPGlite } from './suites/spec-suites.ts';
import { format, lint, openApi, typeCheck } from './suites/static-suites.ts';

const suites = [format, lint, typeCheck, openApi, serverSpecsOnPGlite(false), consoleSpecs, initialSize];
const stages = suites.map((suite) => [suite]);
const total = await runSuites(stages, { allowSkips: true });
console.log(`\n${summaryOf(total)}`);
process.exitCode = total.failed > 0 ? 1 : 0;
