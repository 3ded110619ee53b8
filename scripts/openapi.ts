// `npm run openapi`: writes the OpenAPI 3.1 document of each service to dist/openapi and lints them with Redocly.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { bffOpenApi, evidenceLockerOpenApi, exportCenterOpenApi } from '../server/contracts/openapi.ts';
import { projectFolder, projectPath } from './bootstrap/project.mjs';

const documents = {
  bff: bffOpenApi,
  'evidence-locker': evidenceLockerOpenApi,
  'export-center': exportCenterOpenApi,
};

const { version } = JSON.parse(readFileSync(projectPath('package.json'), 'utf8')) as { version: string };

mkdirSync(projectPath('dist', 'openapi'), { recursive: true });
const files = Object.entries(documents).map(([service, documentOf]) => {
  const file = `dist/openapi/${service}.json`;
  writeFileSync(projectPath(file), `${JSON.stringify(documentOf(version), null, 2)}\n`);
  return file;
});

const { status } = spawnSync(
  process.execPath,
  [projectPath('node_modules/@redocly/cli/bin/cli.js'), 'lint', ...files, '--config=scripts/openapi/redocly.yaml'],
  {
    cwd: projectFolder,
    stdio: 'inherit',
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  },
);
process.exitCode = status ?? 1;
