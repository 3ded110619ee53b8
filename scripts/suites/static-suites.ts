import { runNode, type CommandResult } from './run-command.ts';
import type { Suite } from './suite.ts';

const typescript = 'node_modules/typescript/bin/tsc';
const angular = 'node_modules/@angular/compiler-cli/bundles/src/bin/ngc.js';

/** TypeScript of server, tools, console and workers; Angular's compiler checks the templates too. */
export const typeCheck = staticSuite('Type check', () => [
  runNode(typescript, ['-p', 'tsconfig.server.json', '--pretty']),
  runNode(angular, ['-p', 'tsconfig.spec.json']),
  runNode(typescript, ['-p', 'tsconfig.worker.json', '--pretty']),
]);

/** ESLint over everything, with a cache by content. */
export const lint = staticSuite('Lint', () => [
  runNode('node_modules/eslint/bin/eslint.js', [
    '.',
    '--max-warnings=0',
    '--cache',
    '--cache-strategy=content',
    '--cache-location=.tmp/eslint/',
  ]),
]);

/** The OpenAPI documents can be generated from the contracts and pass Redocly. */
export const openApi = staticSuite('OpenAPI documents', () => [runNode('scripts/openapi.ts', [])]);

/** Prettier over everything, with a cache by content. */
export const format = staticSuite('Format', () => [
  runNode('node_modules/prettier/bin/prettier.cjs', [
    '.',
    '--check',
    '--log-level=warn',
    '--cache',
    '--cache-strategy=content',
    '--cache-location=.tmp/prettier',
  ]),
]);

/** One test that passes when all commands, run side by side, end with exit code 0. */
function staticSuite(title: string, start: () => Promise<CommandResult>[]): Suite {
  return {
    title,
    async run() {
      const results = await Promise.all(start());
      const failed = results.some(({ exitCode }) => exitCode !== 0) ? 1 : 0;
      return { passed: 1 - failed, failed, skipped: [], output: results.map(({ output }) => output).join('') };
    },
  };
}
