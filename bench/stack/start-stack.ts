import { setTimeout as sleep } from 'node:timers/promises';
import { projectPath } from '../../scripts/bootstrap/project.mjs';
import { freePortsInARow } from '../../scripts/free-ports.ts';
import { usageOf, type ProcessUsage } from '../machine/process-usage.ts';
import { endProcess, startProcess } from '../machine/start-process.ts';

export interface Stack {
  /** http://localhost:<port> of the BFF. */
  readonly origin: string;
  /** From the start of the process to the first answer that all is ready. */
  readonly readyAfterMs: number;
  readonly usage: ProcessUsage;
  readonly pid: number;
  close(): Promise<void>;
}

export interface StackOptions {
  readonly dataDir: string;
  /** For server/main.ts, such as `--roles=bff,authority`. */
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** The one core that it may use. */
  readonly core?: number | undefined;
  /** A start that takes longer has failed. */
  readonly deadlineMs?: number;
}

/** What `npm start` sets (docs/deployment.md). */
const startEnv = { MALLOC_ARENA_MAX: '1' };

/** Starts server/main.ts in a process of its own, as `npm start` does, on free ports. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { dataDir, args = [], env, core, deadlineMs = 60_000 } = options;
  const port = await freePortsInARow(5);
  const origin = `http://localhost:${port}`;
  const started = performance.now();
  const child = startProcess(projectPath('server', 'main.ts'), args, {
    core,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...startEnv, LOG_LEVEL: 'warn', ...env, PORT: String(port), DATA_DIR: dataDir },
  });
  while (!(await isReady(origin))) {
    if (child.exitCode !== null) throw new Error(`The server ended with exit code ${child.exitCode}`);
    if (performance.now() - started > deadlineMs) {
      child.kill('SIGKILL');
      throw new Error(`The server was not ready after ${deadlineMs / 1000} s`);
    }
    await sleep(20);
  }
  const readyAfterMs = performance.now() - started;
  const pid = child.pid ?? 0;
  return { origin, readyAfterMs, usage: usageOf(pid), pid, close: () => endProcess(child) };
}

async function isReady(origin: string): Promise<boolean> {
  try {
    return (await fetch(`${origin}/health/readiness`)).ok;
  } catch {
    return false;
  }
}
