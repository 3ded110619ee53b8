// Lint rules of the whole project. `layers/imports` is the architecture: see docs/architecture.md.
import js from '@eslint/js';
import angular from 'angular-eslint';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { importLayers } from './scripts/lint/import-layers.mjs';

const typeChecked = ['**/*.ts', 'scripts/**/*.mjs'];
const specs = ['**/*.spec.ts', 'e2e/**', 'server/testing/**', 'src/app/testing/**'];

export default defineConfig(
  { ignores: ['dist/', '.angular/', '.data/', '.tmp/', 'coverage/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: typeChecked,
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['tsconfig.server.json', 'tsconfig.spec.json', 'tsconfig.worker.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { layers: { rules: { imports: importLayers } } },
    rules: {
      'layers/imports': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // noPropertyAccessFromIndexSignature asks for the brackets that this rule would take away.
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      // The first is marked deprecated by its author only so that it stands out; needed for an issuer on http, as the
      // embedded one. ngx-charts needs the second as long as it is built on @angular/animations.
      '@typescript-eslint/no-deprecated': [
        'error',
        {
          allow: [
            { from: 'package', package: 'oauth4webapi', name: 'allowInsecureRequests' },
            { from: 'package', package: '@angular/platform-browser', name: 'provideNoopAnimations' },
          ],
        },
      ],
      // Angular Material takes its configuration classes (MatDialogConfig, …) as literals.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['server/contracts/**/*.ts', 'server/verification/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^node:', message: 'Contracts and verification run in the browser too.' }] },
      ],
    },
  },
  {
    files: ['scripts/**', 'bench/**', 'server/cli/**', 'server/offline-kit/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: specs,
    rules: {
      'no-restricted-globals': ['error', 'fit', 'fdescribe'],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      // `expect(spy.method)` looks at a spy and does not call it.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['src/app/**/*.ts'],
    extends: [angular.configs.tsRecommended],
    processor: angular.processInlineTemplates,
  },
  {
    files: ['src/**/*.html'],
    extends: [angular.configs.templateRecommended, angular.configs.templateAccessibility],
    rules: { '@angular-eslint/template/prefer-control-flow': 'error' },
  },
  {
    // The linter does not see JSDoc casts, a .mjs file's only way to give JSON a type; tsc does.
    files: ['**/*.mjs'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
);
