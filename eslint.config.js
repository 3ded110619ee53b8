// Lint rules of the whole project. The import rules at the end are the architecture: see docs/architecture.md.
import js from '@eslint/js';
import angular from 'angular-eslint';
import tseslint from 'typescript-eslint';

/**
 * The architecture as import rules. Imports are relative, so a folder's name in the specifier tells where it leads;
 * one row forbids the files of `folder` to import from any of `forbidden`.
 */
const importRule = (folder, forbidden, message) => ({
  files: [`${folder}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      { patterns: [{ regex: `(^|/)\\.\\./(?:.*/)?(${forbidden.join('|')})/`, message }] },
    ],
  },
});

const services = ['bff', 'authority', 'export-center', 'evidence-locker', 'cli', 'offline-kit'];
const areas = [
  'overview',
  'profiles',
  'runs',
  'bundles',
  'holds',
  'evidence',
  'incidents',
  'retention',
  'administration',
];
const except = (names, own) => names.filter((name) => name !== own);

const importRules = [
  ...services.map((service) =>
    importRule(
      `server/${service}`,
      except(services, service),
      'A service never imports another service; call it over HTTP.',
    ),
  ),
  importRule('server/kernel', services, 'The kernel imports contracts and verification only.'),
  importRule(
    'server/contracts',
    [...services, 'kernel', 'verification', 'testing'],
    'Contracts import nothing of the server.',
  ),
  importRule('server/verification', [...services, 'kernel', 'testing'], 'Verification runs in the browser too.'),
  ...areas.map((area) =>
    importRule(
      `src/app/${area}`,
      [...except(areas, area), 'shell', 'console-profile', 'kernel'],
      'An area imports session, operator and shared only.',
    ),
  ),
  ...['session', 'operator', 'console-profile'].map((folder) =>
    importRule(
      `src/app/${folder}`,
      [...areas, 'shell'],
      'session, operator and the console profile build on shared/ only.',
    ),
  ),
  importRule(
    'src/app/shared',
    [...areas, 'shell', 'session', 'operator', 'console-profile'],
    'shared/ stands below everything.',
  ),
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
  ...importRules,
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly' } },
  },
);
