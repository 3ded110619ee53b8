import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Debian's packages of the programs that this script needs. */
const packages: Readonly<Record<string, string>> = {
  mvn: 'maven',
  java: 'default-jre-headless',
  unzip: 'unzip',
};

/**
 * Runs a program to its end, without input; its output is shown. `started` ends it before.
 * @throws Error where it is missing or fails
 */
export async function runProgram(name: string, args: readonly string[], started: AsyncDisposableStack): Promise<void> {
  const child = spawn(name, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  started.defer(() => void child.kill());
  const [exitCode] = (await once(child, 'close').catch((cause: unknown) => {
    throw new Error(`${name} could not be started (Debian: apt-get install ${packages[name] ?? name})`, { cause });
  })) as [number | null];
  if (exitCode !== 0) throw new Error(`${name} ended with exit code ${exitCode ?? 'none'}`);
}
