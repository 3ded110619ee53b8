// Lint rules of the whole project. The import rules at the end are the architecture: see docs/architecture.md.
import js from '@eslint/js';
import angular from 'angular-eslint';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** One zone a row: files below `target` must not import anything below `from` (except `except`). */
const zone = (target, from, except, message) => ({ target, from, ...(except ? { except } : {}), message });

const services = ['bff', 'authority', 'export-center', 'evidence-locker', 'cli', 'offline-kit'];
const areas = ['overview', 'profiles', 'runs', 'bundles', 'holds', 'console-profile', 'evidence', 'incidents', 'retention', 'administration'];

const zones = [
  ...services.flatMap((service) =>
    services
      .filter((other) => other !== service)
      .map((other) => zone(`./server/${service}`, `./server/${other}`, undefined, 'A service never imports another service; call it over HTTP.')),
  ),
  zone('./server/kernel', './server', ['./kernel', './contracts', './verification', './testing'], 'The kernel imports contracts and verification only.'),
  zone('./server/contracts', './server', ['./contracts'], 'Contracts import nothing of the server.'),
  zone('./server/verification', './server', ['./verification', './contracts'], 'Verification runs in the browser too: contracts only.'),
  zone('./src', './server', ['./contracts', './verification'], 'The console shares contracts and verification with the server, nothing else.'),
  ...areas.flatMap((area) =>
    areas
      .filter((other) => other !== area)
      .map((other) => zone(`./src/app/${area}`, `./src/app/${other}`, undefined, 'An area never imports another area; move what both need to shared/.')),
  ),
  ...areas.map((area) => zone(`./src/app/${area}`, './src/app/shell', undefined, 'Areas do not know the shell.')),
  zone('./src/app/session', './src/app', ['./session', './operator', './shared', './testing'], 'session and operator build on shared/ only.'),
  zone('./src/app/operator', './src/app', ['./session', './operator', './shared', './testing'], 'session and operator build on shared/ only.'),
  zone('./src/app/shared', './src/app', ['./shared', './testing'], 'shared/ stands below everything.'),
];

export default tseslint.config(
  { ignores: ['dist/', '.angular/', 'node_modules/', '.data/', '.tmp/', 'coverage/', 'test-results/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.server.json', './tsconfig.spec.json', './tsconfig.app.json', './tsconfig.worker.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/dot-notation': 'off',
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  { files: ['scripts/**', 'bench/**', 'server/cli/**', 'server/offline-kit/**'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.spec.ts', 'e2e/**', 'server/testing/**', 'src/app/testing/**'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
  {
    files: ['src/app/**/*.ts'],
    extends: [...angular.configs.tsRecommended],
    processor: angular.processInlineTemplates,
  },
  {
    files: ['src/**/*.html'],
    extends: [...angular.configs.templateRecommended, ...angular.configs.templateAccessibility],
    rules: { '@angular-eslint/template/prefer-control-flow': 'error' },
  },
  {
    files: ['**/*.ts'],
    plugins: { 'import-x': importX },
    rules: { 'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones }] },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly' } },
  },
);
