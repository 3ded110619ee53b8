import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { projectFolder, projectPath } from '../bootstrap/project.mjs';

export interface CommandResult {
  /** 1 where the command could not be started or was ended by a signal. */
  readonly exitCode: number;
  /** stdout and stderr as they came. */
  readonly output: string;
}

/** Ends with this process: Ctrl-C reaches children by itself, SIGTERM only through us. */
const ending = new AbortController();
process.once('SIGTERM', () => {
  ending.abort();
  process.exit(143);
});

/** Programs that start again and again, as those that specs start, find their compiled modules here. */
const compileCache = projectPath('.tmp', 'compile-cache');

/** Runs a program of node_modules/ on this Node, in the project's folder, without input. */
export async function runNode(
  script: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<CommandResult> {
  const child = spawn(process.execPath, [projectPath(script), ...args], {
    cwd: projectFolder,
    env: { NODE_COMPILE_CACHE: compileCache, ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: ending.signal,
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { exitCode: code ?? 1, output: Buffer.concat(chunks).toString() };
}
