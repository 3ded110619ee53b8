import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface ServiceOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Takes everything that the process writes. */
  readonly logFile: string;
  /** Answers 2xx once the process does its work. */
  readonly readyAt: string;
  readonly startSeconds: number;
}

/** Starts a program, and returns when it does its work. `started` ends it and its children, also before that. */
export async function startService(options: ServiceOptions, started: AsyncDisposableStack): Promise<void> {
  const { command, args, env, logFile, readyAt, startSeconds } = options;
  await mkdir(dirname(logFile), { recursive: true });
  const log = await open(logFile, 'w');
  if (started.disposed) throw new Error(`${command} is not needed any more`);
  // A process group of its own: Keycloak's start script and its Java end together, and Ctrl-C reaches them through us.
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', log.fd, log.fd],
    detached: true,
  });
  started.defer(async () => {
    if (child.pid === undefined || isOver(child)) return;
    process.kill(-child.pid, 'SIGTERM');
    await once(child, 'close');
  });
  await once(child, 'spawn').finally(() => log.close());

  const deadline = performance.now() + startSeconds * 1000;
  while (!(await answers(readyAt))) {
    if (isOver(child)) throw new Error(`${command} has ended; see ${logFile}`);
    if (performance.now() > deadline) throw new Error(`${command} was not ready in ${startSeconds} s; see ${logFile}`);
    await delay(200);
  }
}

function isOver({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function answers(address: string): Promise<boolean> {
  try {
    return (await fetch(address)).ok;
  } catch {
    return false;
  }
}
