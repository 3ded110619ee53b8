// Playwright's web server: all roles in one process, as `npm start` runs them, on PORT and the ports after it, with a
// DATA_DIR of their own that goes when they end.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectPath } from '../scripts/bootstrap/project.mjs';

const dataDir = mkdtempSync(join(tmpdir(), 'stella-e2e-'));

const server = spawn(process.execPath, [projectPath('server', 'main.ts')], {
  stdio: 'inherit',
  env: { ...process.env, DATA_DIR: dataDir },
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => server.kill('SIGTERM'));

const [code] = (await once(server, 'exit')) as [number | null];
rmSync(dataDir, { recursive: true, force: true });
process.exitCode = code ?? 1;
