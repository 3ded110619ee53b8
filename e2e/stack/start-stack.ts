// Playwright's web server: all roles in one process, as `npm start` runs them, on PORT and the ports after it, with a
// DATA_DIR of their own that goes when they end. Taps stand at the addresses that the parts and the browser call each
// other by, and the program listens behind them; E2E_RECORD is the folder of what they and the program's log say.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectPath } from '../../scripts/bootstrap/project.mjs';
import { recordFolder, recordFiles } from './record-folder.ts';
import { startTap } from './tap.ts';
import type { TrafficLine } from './traffic.ts';

const port = Number(process.env['PORT']);
/** A loopback address beside the usual one: all of 127/8 is loopback on Linux, only this one on macOS. */
const behind = process.platform === 'darwin' ? '::1' : '127.0.0.2';

const files = recordFiles(recordFolder());
const traffic = createWriteStream(files.traffic);
const record = (line: TrafficLine): void => void traffic.write(`${JSON.stringify(line)}\n`);
const taps = [
  await startTap({ name: 'console', host: 'localhost', port, behind, record }),
  await startTap({ name: 'authority', host: '127.0.0.1', port: port + 1, behind, record }),
  await startTap({ name: 'export-center', host: '127.0.0.1', port: port + 2, behind, record }),
  await startTap({ name: 'evidence-locker', host: '127.0.0.1', port: port + 3, behind, record }),
];

const dataDir = mkdtempSync(join(tmpdir(), 'stella-e2e-'));
const server = spawn(process.execPath, [projectPath('server', 'main.ts')], {
  stdio: ['ignore', 'pipe', 'inherit'],
  env: { ...process.env, DATA_DIR: dataDir, HOST: behind, SERVICE_HOST: behind, LOG_LEVEL: 'trace' },
});
server.stdout.pipe(createWriteStream(files.log));
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => server.kill('SIGTERM'));

const [code] = (await once(server, 'exit')) as [number | null];
for (const tap of taps) tap.close();
rmSync(dataDir, { recursive: true, force: true });
rmSync(recordFolder(), { recursive: true, force: true });
process.exitCode = code ?? 1;
