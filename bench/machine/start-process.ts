import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';

export interface ProcessOptions {
  /** The one core that it may use; without it, those of this process. */
  readonly core?: number | undefined;
  readonly env?: NodeJS.ProcessEnv;
  readonly stdio: StdioOptions;
}

const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

/** Starts a script on this Node in a process of its own, which never outlives the benchmark. */
export function startProcess(script: string, args: readonly string[], options: ProcessOptions): ChildProcess {
  const { core, env = process.env, stdio } = options;
  const command = [process.execPath, script, ...args];
  // taskset becomes the program that it starts: the process id is the script's.
  if (core !== undefined) command.unshift('taskset', '--cpu-list', String(core));
  const [program = '', ...rest] = command;
  const child = spawn(program, rest, { env, stdio });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Asks a process to end, and waits until it has. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
