import { Linter } from 'eslint';
import { projectPath } from '../bootstrap/project.mjs';
import { importLayers } from './import-layers.mjs';

describe('The import rule', () => {
  const forbidden: [file: string, specifier: string][] = [
    ['server/bff/proxy/proxy.ts', '../../authority/start-authority.ts'],
    ['server/bff/proxy/proxy.ts', '../../main.ts'],
    ['server/bff/proxy/proxy.ts', '../../testing/make-test-stack.ts'],
    ['server/bff/proxy/proxy.ts', '../../../src/app/app.routes.ts'],
    ['server/kernel/config/config.ts', '../../bff/start-bff.ts'],
    ['server/verification/verdict.ts', '../kernel/services.ts'],
    ['server/contracts/scopes.ts', '../verification/verdict.ts'],
    ['src/app/session/session.store.ts', '../shell/shell.component.ts'],
    ['src/app/shared/ui/status.ts', '../../session/session.store.ts'],
    ['src/app/session/session.store.ts', '../app.routes.ts'],
    ['src/app/session/session.store.ts', '../../../server/kernel/services.ts'],
    ['scripts/test.ts', '../server/bff/start-bff.ts'],
  ];
  const allowed: [file: string, specifier: string][] = [
    ['server/main.ts', './bff/start-bff.ts'],
    ['server/bff/proxy/proxy.ts', '../../kernel/services.ts'],
    ['server/bff/proxy/proxy.ts', '../sessions/session.ts'],
    ['server/bff/proxy/proxy.spec.ts', '../../testing/make-test-stack.ts'],
    ['server/testing/make-test-stack.ts', '../bff/start-bff.ts'],
    ['server/kernel/http/app.ts', '../../contracts/errors.ts'],
    ['src/app/app.routes.ts', './shell/shell.component.ts'],
    ['src/app/shell/shell.component.ts', '../session/session.store.ts'],
    ['src/app/session/session.store.ts', '../shared/util/clock.ts'],
    ['src/app/session/session.store.ts', '../../../server/contracts/scopes.ts'],
    ['server/bff/start-bff.ts', 'express'],
  ];

  for (const [file, specifier] of forbidden) {
    it(`forbids ${file} to import ${specifier}`, () => {
      expect(lint(file, `import { x } from '${specifier}';`)).toBe(1);
      expect(lint(file, `export * from '${specifier}';`)).toBe(1);
      expect(lint(file, `void import('${specifier}');`)).toBe(1);
    });
  }

  for (const [file, specifier] of allowed) {
    it(`allows ${file} to import ${specifier}`, () => {
      expect(lint(file, `import { x } from '${specifier}';`)).toBe(0);
    });
  }

  function lint(file: string, code: string): number {
    const configuration: Linter.Config = {
      files: ['**/*.ts'],
      plugins: { layers: { rules: { imports: importLayers } } },
      rules: { 'layers/imports': 'error' },
    };
    return new Linter({ cwd: projectPath() }).verify(code, configuration, projectPath(file)).length;
  }
});
